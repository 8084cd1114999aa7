// What makes the desk quick: keys, the chosen row, words selected, focus after a swap.
// Every action is a button or link that works without this file; a key only presses it.
"use strict";
(() => {
  const body = document.body;
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const chosen = () => document.querySelector("[data-row].chosen");
  const writing = (el) => el.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");

  function choose(row, { focus = true } = {}) {
    if (!row) return;
    for (const other of document.querySelectorAll("[data-row].chosen"))
      if (other !== row) other.classList.remove("chosen");
    row.classList.add("chosen");
    if (!focus) return;
    const text = row.querySelector(".sentence") || row.querySelector("a[href]");
    text?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const all = rows();
    if (!all.length) return false;
    const at = all.indexOf(chosen());
    choose(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))]);
    return true;
  }

  function say(message) {
    const toast = document.getElementById("toast");
    toast.className = "shown failed";
    const words = document.createElement("span");
    words.textContent = message;
    const close = document.createElement("button");
    Object.assign(close, { type: "button", className: "plain close", textContent: "×" });
    close.dataset.close = "toast";
    toast.replaceChildren(words, close);
  }

  // The words selected inside one sentence, in code points of that sentence.
  function selection() {
    const picked = getSelection();
    if (!picked || picked.isCollapsed || !picked.rangeCount) return null;
    const range = picked.getRangeAt(0);
    const from = range.startContainer.parentElement?.closest("[data-text]");
    const text = from ?? range.commonAncestorContainer.parentElement?.closest("[data-text]");
    if (!text || !text.contains(range.endContainer)) return null;
    const before = document.createRange();
    before.setStart(text, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const start = [...before.toString()].length;
    const words = range.toString();
    return words.trim() && { row: text.closest("[data-row]"), start, end: start + [...words].length, words };
  }

  function tagSelection() {
    const picked = selection();
    if (!picked?.row?.dataset.tag) return false;
    const { row, ...values } = picked;
    values.csrfmiddlewaretoken = document.querySelector("[name=csrfmiddlewaretoken]").value;
    choose(row, { focus: false });
    getSelection().removeAllRanges();
    htmx.ajax("POST", row.dataset.tag, { source: row, target: row, swap: "outerHTML", values });
    return true;
  }

  // What a key presses: nearest first – the card in which the focus is, the chosen row, the page.
  function pressable(key, from) {
    const find = (scope) =>
      [...(scope?.querySelectorAll("[data-key]") ?? [])].find((el) => el.dataset.key === key);
    const row = from.closest("[data-row]") ?? chosen();
    const own = [...(row?.querySelectorAll("[data-key]") ?? [])].find(
      (el) => el.dataset.key === key && !el.closest("[data-card]"),
    );
    const card = from.closest("[data-card]");
    const page = [...document.querySelectorAll("[data-key]")].find(
      (el) => el.dataset.key === key && !el.closest("[data-row]"),
    );
    return (card && find(card)) ?? own ?? find(row) ?? page;
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const from = event.target instanceof Element ? event.target : body;
    const form = from.closest("form.form");
    if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    if (form && event.key === "Escape") {
      event.preventDefault();
      form.querySelector("[data-key=Escape]").click();
      return;
    }
    if (!("shortcuts" in body.dataset) || event.ctrlKey || event.metaKey || event.altKey || writing(from))
      return;
    if (event.key === "Enter" && from.closest("a, button, summary")) return;
    if (form && event.key === "Enter") return;
    const key = event.key;
    if ((key === "j" || key === "k") && step(key === "j" ? 1 : -1)) {
      event.preventDefault();
      return;
    }
    if (key === "c" && tagSelection()) {
      event.preventDefault();
      return;
    }
    const found = pressable(key, from);
    if (found) {
      event.preventDefault();
      if (found.matches("input")) {
        found.focus();
        found.select();
      } else found.click();
    } else if ((key === "e" || key === "w") && chosen()?.dataset.tag) say(body.dataset.untagged);
  });

  document.addEventListener("click", (event) => {
    const close = event.target.closest("[data-close]");
    if (close) {
      const toast = document.getElementById("toast");
      toast.className = "";
      toast.replaceChildren();
      return;
    }
    const row = event.target.closest("[data-row]");
    if (row && !event.target.closest("a, button, form")) choose(row, { focus: !selection() });
    for (const open of document.querySelectorAll("details.who[open]"))
      if (!open.contains(event.target)) open.open = false;
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest?.("[data-row]");
    if (row) choose(row, { focus: false });
  });

  // A claim and its words show each other.
  for (const [type, lit] of [
    ["mouseover", true],
    ["mouseout", false],
  ])
    document.addEventListener(type, (event) => {
      const card = event.target.closest?.("[data-card]");
      if (card)
        for (const mark of document.querySelectorAll(`mark[data-claims~="${card.dataset.card}"]`))
          mark.classList.toggle("lit", lit);
    });

  // htmx: keep the focus and what was typed, and hide no failure.
  const drafts = "claimdesk-draft-";
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.detail.elt.closest?.("form[data-keep]");
    if (form && event.detail.requestConfig.verb === "post")
      sessionStorage.setItem(
        drafts + form.dataset.keep,
        JSON.stringify(
          [...new FormData(form)].filter(([name]) => !["csrfmiddlewaretoken", "next"].includes(name)),
        ),
      );
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    // an answer came, and no login page
    const form = event.detail.requestConfig.elt.closest?.("form[data-keep]");
    if (form) sessionStorage.removeItem(drafts + form.dataset.keep);
  });
  document.addEventListener("htmx:load", (event) => {
    const element = event.detail.elt;
    const form = element.matches?.("form[data-keep]") ? element : element.querySelector?.("form[data-keep]");
    if (form) {
      const kept = sessionStorage.getItem(drafts + form.dataset.keep);
      if (kept) {
        // the session ended while this was sent: what was typed comes back
        for (const [name, value] of JSON.parse(kept)) {
          const field = form.elements[name];
          if (field && "value" in field && field.type !== "checkbox") field.value = value;
        }
        sessionStorage.removeItem(drafts + form.dataset.keep);
      }
      const first =
        form.querySelector(".wrong :is(input, select, textarea)") ??
        form.querySelector("[data-focus] :is(input:not([type=hidden], [type=checkbox]))") ??
        form.querySelector("[name=claimant_name]");
      first?.focus({ preventScroll: element === body });
      if (element !== body) form.scrollIntoView({ block: "nearest" });
    } else if (element.matches?.(".row.chosen")) choose(element);
  });
  document.addEventListener("htmx:responseError", (event) =>
    say(event.detail.xhr.status === 403 ? body.dataset.refused : body.dataset.failed),
  );
  document.addEventListener("htmx:sendError", () => say(body.dataset.gone));

  // Of the words chosen in the form, the last never stands before the first.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-keep]");
    if (!form || !["first", "last"].includes(event.target.name)) return;
    const [first, last] = ["first", "last"].map((name) => form.elements[name]);
    if (first.selectedIndex > last.selectedIndex)
      (event.target === first ? last : first).selectedIndex = event.target.selectedIndex;
  });

  choose(document.querySelector("[data-row].chosen") ?? document.querySelector("[data-row]:target"));
})();
