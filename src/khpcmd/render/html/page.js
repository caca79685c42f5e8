"use strict";
// Sorts and hides rows and columns of the table of units. It reads what stands in the page, and stores and loads nothing.
(() => {
  const table = document.querySelector(".heat");
  const controls = document.querySelector(".controls");
  if (!table || !controls) return;
  const language = document.documentElement.lang;
  const names = new Intl.Collator(language, {numeric: true});
  const [find, rows, columns, status] = ["find", "rows", "columns", "status"].map((name) => controls.querySelector("." + name));
  const heads = [...table.tHead.rows[0].cells];
  const bands = [...table.tBodies];
  const of = (band) => [...band.querySelectorAll("tr.row")];
  const said = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  const show = () => {
    const wanted = find.value.trim().toLocaleLowerCase(language);
    const shown = heads.map((head, index) => !index || !columns.value
      || head.dataset.verdict === columns.value || head.dataset.judged === columns.value);
    heads.forEach((head, index) => { head.hidden = !shown[index]; });
    let units = 0;
    for (const band of bands) {
      let here = 0;
      for (const row of of(band)) {
        row.hidden = !row.dataset.name.toLocaleLowerCase(language).includes(wanted)
          || (rows.value !== "" && row.dataset.asks !== rows.value);
        here += row.hidden ? 0 : 1;
        if (row.cells.length === heads.length) [...row.cells].forEach((cell, index) => { cell.hidden = !shown[index]; });
      }
      band.hidden = !here;
      units += here;
    }
    status.textContent = said(controls.dataset.status, {rows: units, columns: shown.filter(Boolean).length - 1});
  };

  const order = (row, index) => {
    const value = row.cells.length === heads.length ? row.cells[index].dataset.order : "";
    return value ? Number(value) : null;
  };
  const sort = (index, way) => {
    const compare = (one, other) => {
      const byName = names.compare(one.dataset.name, other.dataset.name);
      if (!index) return way * byName;
      const [left, right] = [order(one, index), order(other, index)];
      if (left === null || right === null) return (left === null) - (right === null) || byName;
      return way * (left - right) || byName;
    };
    for (const band of bands) band.append(...of(band).sort(compare));
  };

  heads.forEach((head, index) => {
    const button = document.createElement("button");
    const name = index ? head.querySelector("a").textContent : head.textContent;
    button.type = "button";
    button.textContent = "↕";
    button.setAttribute("aria-label", said(controls.dataset.sort, {name}));
    button.addEventListener("click", () => {
      const way = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      for (const other of heads) {
        other.removeAttribute("aria-sort");
        other.querySelector("button").textContent = "↕";
      }
      head.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
      button.textContent = way > 0 ? "↑" : "↓";
      sort(index, way);
    });
    head.append(button);
  });
  find.addEventListener("input", show);
  rows.addEventListener("change", show);
  columns.addEventListener("change", show);
  controls.hidden = false;
  show();
  // a link to a target's grounds opens them
  const open = () => {
    const aim = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (aim && aim.tagName === "DETAILS") aim.open = true;
  };
  addEventListener("hashchange", open);
  open();
})();
