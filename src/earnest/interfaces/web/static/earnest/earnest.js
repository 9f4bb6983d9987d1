// Earnest: what HTML cannot do alone. Every page reads and every form posts without this file.
(() => {
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const sheet = document.getElementById("sheet");
  const wide = matchMedia("(width >= 88rem)");
  let opener = null;

  // Times are shown in the reader's own zone: the server reads this cookie.
  try {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (zone && /^[\w+\-/]+$/.test(zone)) document.cookie = `zone=${zone}; path=/; max-age=31536000; SameSite=Lax`;
  } catch { /* the organisation's zone stays */ }

  // Theme: light, dark, or as the system says.
  const theme = () => root.dataset.theme ?? "system";
  const showTheme = () => { for (const b of all("[data-theme-set]")) b.setAttribute("aria-pressed", String(b.dataset.themeSet === theme())); };
  const setTheme = value => {
    if (value === "system") delete root.dataset.theme; else root.dataset.theme = value;
    try { if (value === "system") localStorage.removeItem("theme"); else localStorage.setItem("theme", value); } catch { /* for this page only */ }
    showTheme();
  };

  // Proofs: beside the page when there is room, over it when there is not.
  const closeSheet = () => { if (sheet?.open) { sheet.close(); opener?.focus(); } };
  const openSheet = async link => {
    opener = link;
    try {
      await htmx.ajax("GET", link.href, { target: "#sheet-body", swap: "innerHTML", source: "#sheet-body" });
    } catch { location.assign(link.href); return; }
    if (!sheet.open) { if (wide.matches) sheet.show(); else sheet.showModal(); }
    sheet.querySelector("[data-sheet-title]")?.focus();
    sheet.scrollTop = 0;
  };

  // Selection in a table: the count, the box above the column.
  const count = table => {
    const boxes = all("tbody .c-sel input[type=checkbox]", table);
    const on = boxes.filter(b => b.checked).length;
    const head = table.querySelector("thead .c-sel input[type=checkbox]");
    if (head) { head.checked = on > 0 && on === boxes.length; head.indeterminate = on > 0 && on < boxes.length; }
    for (const n of all("[data-selected-count]", table.closest(".rows") ?? document)) n.textContent = String(on);
  };

  addEventListener("change", e => {
    const table = e.target.closest?.("table");
    if (!table || !e.target.matches(".c-sel input[type=checkbox]")) return;
    if (e.target.closest("thead")) for (const b of all("tbody .c-sel input[type=checkbox]", table)) b.checked = e.target.checked;
    count(table);
  });

  addEventListener("submit", e => {
    const form = e.target;
    if (form.matches("[data-once]")) queueMicrotask(() => { for (const b of all("button[type=submit]", form)) b.disabled = true; });
  });
  addEventListener("pageshow", () => { for (const b of all("form[data-once] button[type=submit]")) b.disabled = false; });

  addEventListener("click", e => {
    const set = e.target.closest("[data-theme-set]");
    if (set) setTheme(set.dataset.themeSet);

    const link = e.target.closest("a.why:not([href^='#'])");
    if (link && sheet && window.htmx && e.button === 0 && !(e.ctrlKey || e.metaKey || e.shiftKey || e.altKey)) {
      e.preventDefault();
      openSheet(link);
    }
    if (e.target === sheet || e.target.closest("[data-close]")) { e.preventDefault(); closeSheet(); }

    const copy = e.target.closest("[data-copy]");
    if (copy) navigator.clipboard?.writeText(copy.dataset.copy).then(() => { copy.dataset.copied = ""; copy.querySelector("[role=status]")?.removeAttribute("hidden"); });

    const clear = e.target.closest("[data-clear-selection]");
    if (clear) for (const t of all("table", clear.closest(".rows"))) { for (const b of all(".c-sel input", t)) b.checked = false; count(t); }

    for (const m of all("details.menu[open]")) if (!m.contains(e.target)) m.open = false;
  });

  // Tabs: arrows move, the panel follows.
  const pick = (list, tab) => {
    for (const o of all("[role=tab]", list)) {
      o.setAttribute("aria-selected", String(o === tab));
      o.tabIndex = o === tab ? 0 : -1;
      document.getElementById(o.getAttribute("aria-controls")).hidden = o !== tab;
    }
  };
  addEventListener("click", e => { const tab = e.target.closest("[role=tab]"); if (tab) pick(tab.closest("[role=tablist]"), tab); });

  addEventListener("keydown", e => {
    const typing = e.target.closest?.("input, textarea, select");
    const list = e.target.closest?.("[role=tablist]");
    const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (list && step) {
      const tabs = all("[role=tab]", list);
      const next = tabs.at((tabs.indexOf(document.activeElement) + step) % tabs.length);
      pick(list, next); next.focus();
    }
    const search = document.getElementById("q");
    if (search && ((e.key === "/" && !typing) || (e.key === "k" && (e.ctrlKey || e.metaKey)))) { e.preventDefault(); search.focus(); search.select(); }
    if (e.key === "Escape") {
      const menus = all("details.menu[open]");
      for (const m of menus) { m.open = false; m.querySelector("summary").focus(); }
      if (!menus.length) closeSheet();
    }
  });

  showTheme();
  for (const table of all("table:has(.c-sel)")) count(table);
})();
