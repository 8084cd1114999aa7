// Type-ahead after the ARIA combobox pattern. Without this file the field takes a name as it is.
"use strict";
(() => {
  const DELAY = 120; // milliseconds between the last letter and the question
  let serial = 0;

  function enhance(box) {
    const input = box.querySelector("input:not([type=hidden], [type=checkbox])");
    const chosen = box.querySelector("input[type=hidden]");
    const fresh = box.querySelector("select[name=new_claimant]");
    const ticks = box.querySelector("[data-ticks]");
    const list = document.createElement("ul");
    list.id = `options-${++serial}`;
    list.className = "listbox";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", box.querySelector("label, legend").textContent);
    input.parentElement.append(list);
    for (const [name, value] of Object.entries({
      role: "combobox",
      autocomplete: "off",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": list.id,
    }))
      input.setAttribute(name, value);
    if (fresh) box.classList.toggle("known-name", !box.querySelector(".error") && !fresh.value);
    let timer = 0,
      asked = 0,
      at = -1;
    const options = () => [...list.querySelectorAll("[role=option]")];

    function show(open) {
      list.hidden = !open;
      input.setAttribute("aria-expanded", String(open));
      if (!open) point(-1);
    }
    function point(index) {
      const all = options();
      at = index;
      all.forEach((option, n) => {
        option.id = `${list.id}-${n}`;
        option.setAttribute("aria-selected", String(n === index));
      });
      if (all[index]) {
        input.setAttribute("aria-activedescendant", all[index].id);
        all[index].scrollIntoView({ block: "nearest" });
      } else input.removeAttribute("aria-activedescendant");
    }
    async function ask() {
      const typed = input.value.trim(),
        mine = ++asked;
      if (!typed) {
        show(false);
        return;
      }
      try {
        const answer = await fetch(`${box.dataset.combo}?${new URLSearchParams({ q: typed })}`, {
          headers: { "HX-Request": "true" },
          credentials: "same-origin",
        });
        if (mine !== asked || !answer.ok || document.activeElement !== input) return;
        const parsed = new DOMParser().parseFromString(`<ul>${await answer.text()}</ul>`, "text/html");
        list.replaceChildren(...parsed.querySelectorAll(fresh ? "li" : "li:not([data-new])"));
        point(-1);
        show(list.children.length > 0);
      } catch {
        show(false);
      } // offline: the plain field still works
    }
    function tick(value, name) {
      const known = [...ticks.querySelectorAll("input")].find((box) => box.value === value);
      if (known) {
        known.checked = true;
        return;
      }
      const label = document.createElement("label");
      const box = document.createElement("input");
      Object.assign(box, { type: "checkbox", name: ticks.dataset.ticks, value, checked: true });
      label.className = "chip event";
      label.append(box, ` ${name}`);
      ticks.append(label, " ");
    }
    function take(option) {
      if (ticks) {
        tick(option.dataset.value, option.dataset.name);
        input.value = "";
      } else {
        input.value = option.dataset.name;
        if (chosen) chosen.value = option.dataset.value ?? "";
        if (fresh) fresh.value = option.dataset.new ?? "";
        box.classList.toggle("known-name", !option.dataset.new);
      }
      show(false);
      input.focus();
    }
    box.addEventListener("tick", (event) => tick(event.detail.value, event.detail.name));
    input.addEventListener("input", () => {
      if (chosen) chosen.value = "";
      if (fresh) fresh.value = "";
      clearTimeout(timer);
      timer = setTimeout(ask, DELAY);
    });
    input.addEventListener("keydown", (event) => {
      if (list.hidden || event.isComposing) return;
      const all = options();
      if (event.key === "ArrowDown" || event.key === "ArrowUp")
        point((at + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length);
      else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && all[at]) take(all[at]);
      else if (event.key === "Escape") show(false);
      else if (event.key === "Tab" && all[at]) {
        take(all[at]);
        return;
      } else return;
      event.preventDefault();
      event.stopPropagation();
    });
    input.addEventListener("blur", () => setTimeout(() => show(false), 150));
    list.addEventListener("pointerdown", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) {
        event.preventDefault();
        take(option);
      }
    });
  }

  const start = (root) => {
    for (const box of root.querySelectorAll?.("[data-combo]") ?? [])
      if (!box.dataset.ready) {
        box.dataset.ready = "1";
        enhance(box);
      }
  };
  start(document);
  document.addEventListener("htmx:load", (event) => start(event.detail.elt));
})();
