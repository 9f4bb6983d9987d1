// Sets the theme before the first paint. Loaded in the head, blocking, on purpose.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const kept = localStorage.getItem("theme");
    if (kept === "dark" || kept === "light") root.dataset.theme = kept;
  } catch { /* storage is refused: the system's theme stays */ }
})();
