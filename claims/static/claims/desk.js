// What makes the desk quick: keys, the chosen row, words selected, focus after a swap.
// Every action is a button or link that works without this file; a key only presses it.
"use strict";
(() => {
  const body = document.body;
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const chosen = () => document.querySelector("[data-row].chosen");
  const writing = (el) => el.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

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

  function say(message, failed = true) {
    const toast = document.getElementById("toast");
    toast.className = failed ? "shown failed" : "shown";
    const words = document.createElement("span");
    words.textContent = message;
    const close = document.createElement("button");
    Object.assign(close, { type: "button", className: "plain close", textContent: "×" });
    close.dataset.close = "toast";
    close.setAttribute("aria-label", body.dataset.closing);
    toast.replaceChildren(words, close);
  }

  // The words selected in the text: null for none, and without a row when they cross sentences.
  // Offsets are code points of the sentence. A triple click reaches just beyond its sentence.
  function selection() {
    const picked = getSelection();
    if (!picked || picked.isCollapsed || !picked.rangeCount || !picked.toString().trim()) return null;
    const range = picked.getRangeAt(0).cloneRange();
    const touched = [...document.querySelectorAll("[data-text]")].filter((text) => {
      const inside = document.createRange();
      inside.selectNodeContents(text);
      const overlaps =
        range.compareBoundaryPoints(Range.END_TO_START, inside) < 0 &&
        range.compareBoundaryPoints(Range.START_TO_END, inside) > 0;
      return overlaps;
    });
    if (!touched.length) return null;
    const [text] = touched;
    if (touched.length > 1) return {};
    if (!text.contains(range.startContainer)) range.setStart(text, 0);
    if (!text.contains(range.endContainer)) range.setEnd(text, text.childNodes.length);
    const before = document.createRange();
    before.setStart(text, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const start = [...before.toString()].length;
    const words = range.toString();
    return { row: text.closest("[data-row]"), start, end: start + [...words].length, words };
  }

  function tagSelection() {
    const picked = selection();
    if (!picked) return false;
    const { row, ...values } = picked;
    if (!row?.dataset.tag) {
      say(body.dataset.across);
      return true;
    }
    values.csrfmiddlewaretoken = document.querySelector("[name=csrfmiddlewaretoken]").value;
    choose(row, { focus: false });
    getSelection().removeAllRanges();
    htmx.ajax("POST", row.dataset.tag, { source: row, target: row, swap: "outerHTML", values });
    return true;
  }

  // Mending: the chosen sentence breaks where the cursor stands in it; elsewhere a form asks.
  function breakHere() {
    const picked = getSelection();
    const row = chosen();
    const text = row?.querySelector("[data-text]");
    if (!picked?.rangeCount || !row?.dataset.break) return false;
    const range = picked.getRangeAt(0);
    if (!text.contains(range.startContainer)) return false;
    const before = document.createRange();
    before.setStart(text, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const at = [...before.toString()].length;
    if (!before.toString().trim() || at >= [...text.textContent.trimEnd()].length) return false;
    const csrfmiddlewaretoken = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const values = { at, end: row.dataset.end, csrfmiddlewaretoken };
    picked.removeAllRanges();
    htmx.ajax("POST", row.dataset.break, { source: row, target: "#sheet", swap: "outerHTML", values });
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
      (el) => el.dataset.key === key && !el.closest("[data-row], [data-fact], form.form"),
    );
    return (card && find(card)) ?? own ?? find(row) ?? find(fact()) ?? page;
  }

  // The review page: two panes, and in the right one a chosen fact.
  const fact = () => document.querySelector("[data-fact].chosen");
  const open = () => document.querySelector(".review form.form");

  function review(key, from) {
    const pane = document.querySelector(`[data-pane="${CSS.escape(key)}"]`);
    const here = from.closest("[data-fact]");
    if (pane) (pane.querySelector("[data-fact].chosen") ?? pane.querySelector("[data-fact]") ?? pane).focus();
    else if (here && (key === "ArrowDown" || key === "ArrowUp")) {
      const all = [...document.querySelectorAll("[data-fact]")];
      all[Math.min(all.length - 1, Math.max(0, all.indexOf(here) + (key === "ArrowDown" ? 1 : -1)))].focus();
    } else return false;
    return true;
  }

  function press(found) {
    if (found.matches("input[type=radio]")) {
      found.click();
      found.focus();
    } else if (found.matches("input")) {
      found.focus();
      found.select();
    } else found.click();
  }

  // Ctrl+Enter sends the form in which one writes, else what the page is for.
  function send(from) {
    const form = from.closest("form.form");
    const button = document.querySelector("[data-key='Control+Enter']");
    if (form) form.requestSubmit();
    else if (!button || (writing(from) && from.form !== button.form)) return false;
    else if (open()) say(body.dataset.busy);
    else button.click();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const from = event.target instanceof Element ? event.target : body;
    const form = from.closest("form.form");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      if (send(from)) event.preventDefault();
      return;
    }
    if (event.key === "Enter" && from.matches("input[type=radio]")) {
      event.preventDefault(); // to choose is not yet to send
      return;
    }
    if (event.key === "Escape" && from.closest("form.verdict")) {
      event.preventDefault();
      from.closest("[data-pane]").focus({ preventScroll: true });
      return;
    }
    if (event.key === "Escape") {
      // from nowhere, too: the page is there before the focus is
      const leave = (form ?? (from === body ? document : null))?.querySelector("form.form [data-key=Escape]");
      leave?.click();
      if (form || leave) {
        event.preventDefault();
        return;
      }
    }
    if (!("shortcuts" in body.dataset) || event.ctrlKey || event.metaKey || event.altKey || writing(from))
      return;
    const key = event.key;
    const choice = form && [...form.querySelectorAll("input[data-key]")].find((el) => el.dataset.key === key);
    if (choice && from.matches("input[type=radio], button")) {
      event.preventDefault();
      press(choice);
      return;
    }
    if (form || (event.key === "Enter" && from.closest("a, button, summary"))) return;
    if (
      ("acxuewbg".includes(key) && document.querySelector(".row form.form")) ||
      ("uewfjknm".includes(key) && open())
    ) {
      event.preventDefault();
      say(body.dataset.busy); // its row would be swapped, and what is typed in it lost
      return;
    }
    if ((key === "j" || key === "k") && step(key === "j" ? 1 : -1)) {
      event.preventDefault();
      return;
    }
    if ((key === "c" && tagSelection()) || review(key, from)) {
      event.preventDefault();
      return;
    }
    if (key === "b" && breakHere()) {
      event.preventDefault();
      return;
    }
    const found = pressable(key, from);
    if (found) {
      event.preventDefault();
      press(found);
    } else if ((key === "e" || key === "w") && chosen()?.dataset.tag) say(body.dataset.untagged);
  });

  document.addEventListener("click", (event) => {
    const close = event.target.closest("[data-close]");
    if (close) {
      const toast = document.getElementById("toast");
      toast.className = "";
      toast.replaceChildren();
      (chosen()?.querySelector(".sentence") ?? document.getElementById("main")).focus({
        preventScroll: true,
      });
      return;
    }
    const row = event.target.closest("[data-row]");
    if (row && !event.target.closest("a, button, form")) choose(row, { focus: !selection() });
    const copy = event.target.closest("[data-copy]")?.dataset.copy;
    const summary = event.target.closest("summary[data-copies]");
    if (copy) copyFrom(copy);
    else if (summary && !summary.parentElement.open) copyFrom(summary.dataset.copies);
    for (const open of document.querySelectorAll("details:is(.who, .menu)[open]"))
      if (!open.contains(event.target)) open.open = false;
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest?.("[data-row]");
    if (row) choose(row, { focus: false });
    const on = event.target.closest?.("[data-fact]");
    if (!on && !event.target.closest?.("[data-pane='[']")) return;
    for (const other of document.querySelectorAll("[data-fact].chosen")) other.classList.toggle("chosen", other === on);
    on?.classList.add("chosen");
  });

  async function copyFrom(id) {
    const field = document.getElementById(id);
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      field.closest("details").open = true; // no clipboard without https: leave it selected
      field.select();
      document.execCommand("copy");
    }
    say(field.closest("[data-copied]").dataset.copied, false);
  }
  const uncover = (root) => {
    for (const button of root.querySelectorAll?.("[data-copy][hidden]") ?? []) button.hidden = false;
  };
  uncover(document);

  // A form that waits to be saved is not swapped away, and focus goes on near where it was.
  let trail = [];
  document.addEventListener("htmx:beforeRequest", (event) => {
    const { elt, target, requestConfig } = event.detail;
    if (elt.id === "presence") return;
    const swaps = target?.id === "facts" || (requestConfig.verb === "post" && elt.closest(".review, #claim-head, #claim-waits"));
    if (swaps && [...document.querySelectorAll("#facts form.form")].some((form) => !form.contains(elt))) {
      event.preventDefault();
      say(body.dataset.busy);
      return;
    }
    trail = [];
    for (let el = document.activeElement; el && el !== body; el = el.parentElement) if (el.id) trail.push(el.id);
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (document.activeElement !== body || !document.querySelector(".review")) return;
    const place = trail.map((id) => document.getElementById(id)).find(Boolean);
    const can = "a[href], button, input:not([type=hidden]), [tabindex]";
    const next = (trail.includes("attach") && fact()) || (place?.matches(can) ? place : place?.querySelector(can));
    (next ?? document.getElementById("main")).focus({ preventScroll: true });
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
    if (!form || event.detail.requestConfig.verb !== "post") return;
    if (form.matches("[data-draft]")) return; // kept since it was typed
    const typed = [...new FormData(form)].filter(
      ([name]) => !["csrfmiddlewaretoken", "next", "events"].includes(name),
    );
    const ticked = [...form.querySelectorAll("[name=events]:checked")];
    const events = ticked.map((tick) => [tick.value, tick.parentElement.textContent.trim()]);
    sessionStorage.setItem(drafts + form.dataset.keep, JSON.stringify(typed));
    sessionStorage.setItem(`${drafts}${form.dataset.keep}-events`, JSON.stringify(events));
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    // an answer came, and no login page
    const form = event.detail.requestConfig.elt.closest?.("form[data-keep]");
    if (form && event.detail.requestConfig.verb === "post" && !form.matches("[data-draft]"))
      sessionStorage.removeItem(drafts + form.dataset.keep);
  });
  // A verdict takes long to write: what is typed outlives the page until it is saved.
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (!form) return;
    const typed = [...new FormData(form)].filter(([name]) => ["scale", "option", "rationale"].includes(name));
    sessionStorage.setItem(drafts + form.dataset.keep, JSON.stringify(typed));
  });
  document.addEventListener("saved", (event) => {
    const form = event.target.closest?.("form[data-draft]");
    if (form) sessionStorage.removeItem(drafts + form.dataset.keep);
  });
  function remember(form) {
    const kept = sessionStorage.getItem(drafts + form.dataset.keep);
    if (!kept || form.querySelector(".notice.failed, .error")) return;
    const { scale, option, rationale } = Object.fromEntries(JSON.parse(kept));
    if (rationale !== undefined) form.elements.rationale.value = rationale;
    if (option && scale === form.elements.scale.value && form.elements.option) form.elements.option.value = option;
  }
  document.addEventListener("htmx:load", (event) => {
    const element = event.detail.elt;
    for (const draft of element.querySelectorAll?.("form[data-draft]") ?? []) remember(draft);
    uncover(element);
    const kept = "form[data-keep]:not([data-draft])";
    const form = element.matches?.(kept) ? element : element.querySelector?.(kept);
    if (element.matches?.("#verdict"))
      (element.querySelector(".wrong :is(input, textarea)") ?? element.querySelector("[role=alert]"))?.focus();
    if (form) {
      const kept = sessionStorage.getItem(drafts + form.dataset.keep);
      if (kept) {
        // the session ended while this was sent: what was typed comes back
        for (const [name, value] of JSON.parse(kept)) {
          const field = form.elements[name];
          if (field && "value" in field && field.type !== "checkbox") field.value = value;
        }
        const events = new Map(JSON.parse(sessionStorage.getItem(`${drafts}${form.dataset.keep}-events`)));
        for (const tick of form.querySelectorAll("[name=events]")) tick.checked = events.delete(tick.value);
        const box = form.querySelector(".combo.many");
        for (const [value, name] of events)
          box.dispatchEvent(new CustomEvent("tick", { detail: { value, name } }));
        sessionStorage.removeItem(drafts + form.dataset.keep);
      }
      const first =
        form.querySelector(".wrong :is(input, select, textarea)") ??
        form.querySelector("[data-focus] :is(input:not([type=hidden], [type=checkbox]), textarea)") ??
        form.querySelector("[name=claimant_name]");
      first?.focus({ preventScroll: element === body });
      if (element !== body) form.scrollIntoView({ block: "nearest" });
    } else if (element.matches?.(".row.chosen, .left-waiting.chosen:not(:has(form.form))")) choose(element);
    else if (element.id === "sheet") choose(element.querySelector(".row.chosen"));
    else if (element.matches?.("form.break, .left-waiting"))
      element.querySelector("select, input[type=radio]:checked")?.focus();
    else if (element.matches?.(".anchored[data-anchored]")) {
      // decided: on to the next claim that waits
      const after = (row) => element.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING;
      const next = rows().find(after) ?? rows()[0];
      if (next) choose(next);
      else document.getElementById("left")?.focus();
    }
    else if (element.id === "claim-panel") element.querySelector("[data-key=Enter]")?.focus();
  });
  document.addEventListener("htmx:responseError", (event) =>
    say(event.detail.xhr.status === 403 ? body.dataset.refused : body.dataset.failed),
  );
  document.addEventListener("htmx:targetError", () => say(body.dataset.failed));
  document.addEventListener("htmx:sendError", () => say(body.dataset.gone));

  // Of the words chosen in the form, the last never stands before the first.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-keep]");
    if (!form || !["first", "last"].includes(event.target.name)) return;
    const [first, last] = ["first", "last"].map((name) => form.elements[name]);
    if (first.value && last.value && first.selectedIndex > last.selectedIndex)
      (event.target === first ? last : first).selectedIndex = event.target.selectedIndex;
  });

  // Files dropped anywhere on a page that takes files are those of its field.
  const drop = document.querySelector("[data-drop]");
  if (drop) {
    const field = drop.querySelector("input[type=file]");
    const carries = (event) => event.dataTransfer?.types.includes("Files");
    const weigh = () => {
      const size = [...field.files].reduce((sum, file) => sum + file.size, 0);
      field.setCustomValidity(size > Number(drop.dataset.most) ? drop.dataset.over : "");
      field.reportValidity();
    };
    field.addEventListener("change", weigh);
    document.addEventListener("dragover", (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      drop.classList.add("over");
    });
    document.addEventListener("dragleave", (event) => {
      if (!event.relatedTarget) drop.classList.remove("over");
    });
    document.addEventListener("drop", (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      drop.classList.remove("over");
      field.files = event.dataTransfer.files;
      field.focus();
      weigh();
    });
  }

  choose(document.querySelector("[data-row].chosen") ?? document.querySelector("[data-row]:target"));
})();
