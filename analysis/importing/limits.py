"""How much of a file is read. Read by the child program too, so nothing of Django is in here."""

BYTES = 5 * 1024 * 1024  # of the file
UNPACKED = 30 * 1024 * 1024  # of all parts of a workbook, counted while they are unpacked
PARTS = 2_000  # of a workbook
SHEETS = 50
ROWS = 5_000  # with something in them, in all sheets
COLUMNS = 100
CELLS = 200_000
TEXT = 32_767  # characters of a cell
TEXTS = 8 * 1024 * 1024  # characters of all cells
MEMORY = 280 * 1024 * 1024  # bytes of address space that the child may have
WORK_SECONDS = 6  # of the processor, until it is stopped
SECONDS = 9  # on the clock, from asking to the answer, with
WAIT_SECONDS = 4  # until somebody who waits for their turn is sent away
AT_ONCE = 2  # files that are read at the same time
IN_LINE = 2  # that wait for it: more would take the threads that serve the room
MERGED = 1_000  # ranges of a sheet that are told
LAST_ROW = 1_048_576  # of a sheet in Excel
PROPERTIES = 60  # of a workbook, and characters of each:
PROPERTY = 500
ANSWER = 40 * 1024 * 1024  # bytes of what the child may say
