"use strict";
// A button in each heading sorts its table: ascending, descending, original order.

const MISSING = new Set(["", "—"]);
const SECONDS = { s: 1, min: 60, h: 3600 };
// Marks of the verdicts, in their order.
const MARKS = document.body.dataset.marks;
const NUMBER = /^([+-]?[\d,]*\.?\d+)(?: (s|min|h|MiB|%))?(?: ± [\d,.]+)?(?: ‡)?(?: [✓✗])?$/;
const NEXT = { none: "ascending", ascending: "descending", descending: "none" };
const collator = new Intl.Collator("en", { numeric: true });

/** What a cell sorts by: a number, a text, or null where there is nothing. */
function keyOf(cell, words) {
  const text = cell ? cell.textContent.trim() : "";
  if (MISSING.has(text)) return null;
  const mark = MARKS.indexOf(text.at(-1));
  const found = NUMBER.exec(text.replace("−", "-"));
  if (words || !found) return words && mark >= 0 ? mark : text;
  return Number(found[1].replaceAll(",", "")) * (SECONDS[found[2]] ?? 1);
}

/** Numbers before texts; texts in natural order. */
function compare(one, other) {
  if (typeof one !== typeof other) return typeof one === "number" ? -1 : 1;
  return typeof one === "number" ? one - other : collator.compare(one, other);
}

/** The rows of a section in groups that stay together: a row, its counts and its difference. */
function groupsOf(body) {
  const groups = [];
  for (const row of body.querySelectorAll("tr:not(.section)")) {
    if (row.matches(".count, .difference") && groups.length) groups.at(-1).push(row);
    else groups.push([row]);
  }
  return groups;
}

/** The groups in that order; those without a value are always last. */
function sorted(groups, column, words, order) {
  if (order === "none") return groups;
  const sign = order === "ascending" ? 1 : -1;
  const keyed = groups.map((group) => ({ group, key: keyOf(group[0].cells[column], words) }));
  const there = keyed.filter(({ key }) => key !== null);
  there.sort((one, other) => sign * compare(one.key, other.key));
  return [...there, ...keyed.filter(({ key }) => key === null)].map(({ group }) => group);
}

function makeSortable(table) {
  const headings = [...table.tHead.rows[0].cells];
  const sections = [...table.tBodies].map((body) => ({ body, groups: groupsOf(body) }));

  function sortBy(heading) {
    const order = NEXT[heading.ariaSort];
    for (const other of headings) other.ariaSort = other === heading ? order : "none";
    const words = heading.classList.contains("word");
    for (const { body, groups } of sections) {
      body.append(...sorted(groups, heading.cellIndex, words, order).flat());
    }
  }

  for (const heading of headings) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    button.addEventListener("click", () => sortBy(heading));
    heading.append(button);
    heading.ariaSort = "none";
  }
}

document.querySelectorAll("table").forEach(makeSortable);
