// @ts-check
// Runs before the first paint, so it is a plain script and not a module.
// Bootstrap's dark colours hang on an attribute; this follows the device's own choice.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    document.documentElement.dataset.bsTheme = dark.matches ? "dark" : "light";
  };
  follow();
  dark.addEventListener("change", follow);
})();
