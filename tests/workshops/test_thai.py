from workshops.templatetags.thai import whole_words


def test_a_name_is_parted_between_its_words_only_and_escaped() -> None:
    drawn = whole_words("สมชาย <b> ใจดี")

    assert drawn == (
        '<span class="whole">สมชาย</span> <span class="whole">&lt;b&gt;</span> '
        '<span class="whole">ใจดี</span>'
    )
