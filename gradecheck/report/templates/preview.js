"use strict";
(() => {
  const version = () => document.querySelector("main").dataset.version;
  const forms = () => document.querySelectorAll("form.try");
  const say = (text) => { document.getElementById("live").textContent = text; };
  const field = (form) => form.elements.answer;
  const stored = (form) => "gradecheck " + form.dataset.key;
  const verdictOf = (form) => form.parentElement.querySelector(".verdict");

  // What is typed outlives a reload, even one by a file that has no such item for a while.
  const remember = (form) => { try { sessionStorage.setItem(stored(form), field(form).value); } catch { /* private */ } };
  const recall = (form) => { try { return sessionStorage.getItem(stored(form)) ?? ""; } catch { return ""; } };

  // A command is quoted for a POSIX shell.
  const quoted = (text) => /^[\w./:@%+,-]+$/.test(text) ? text : "'" + text.replaceAll("'", "'\\''") + "'";
  const lines = (form) => field(form).value.split("\n").map((line) => line.trim()).filter(Boolean);
  const command = (form) => {
    const answers = form.dataset.box === "lines" ? lines(form) : [field(form).value];
    return [form.dataset.command, ...(answers.length ? answers : [""]).map(quoted)].join(" ");
  };
  const show = (form) => {
    const shown = form.querySelector(".command");
    if (!shown) return;
    shown.textContent = command(form);
    form.querySelector(".copy").dataset.copy = shown.textContent;
  };

  const judged = new Set();
  const judge = async (form) => {
    const key = form.dataset.key;
    const into = verdictOf(form);
    if (!field(form).value.trim()) { into.replaceChildren(); judged.delete(key); return; }
    judged.add(key);
    into.classList.add("old");
    if (!into.childElementCount) into.textContent = "Judging …";
    const asked = { problem: form.dataset.problem, item: form.dataset.item, answer: field(form).value };
    let fragment;
    try {
      const reply = await fetch("try", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(asked) });
      fragment = new DOMParser().parseFromString(await reply.text(), "text/html");
    } catch {
      fragment = null;
    }
    const place = document.querySelector(`.verdict[data-for="${CSS.escape(key)}"]`) ?? into;
    place.classList.remove("old");
    if (fragment) place.replaceChildren(...fragment.body.childNodes);
    else place.textContent = "The preview is not running any more: start it again.";
  };

  const prepare = () => {
    document.documentElement.classList.add("scripted");
    for (const form of forms()) {
      if (!field(form).value) field(form).value = recall(form);
      show(form);
    }
  };

  const renew = async () => {
    const reply = await fetch("./", { cache: "no-store" });
    if (!reply.ok) return;
    const next = new DOMParser().parseFromString(await reply.text(), "text/html");
    const active = document.activeElement?.closest("form.try");
    const spot = active && document.activeElement === field(active) ? [active.dataset.key, field(active).selectionStart, field(active).selectionEnd] : null;
    const open = new Map([...document.querySelectorAll("details[data-key]")].map((each) => [each.dataset.key, each.open]));
    const top = window.scrollY;
    for (const form of forms()) remember(form);
    document.querySelector("main").replaceWith(document.adoptNode(next.querySelector("main")));
    document.title = next.title;
    for (const each of document.querySelectorAll("details[data-key]")) if (open.get(each.dataset.key)) each.open = true;
    prepare();
    for (const form of forms()) {
      if (judged.has(form.dataset.key)) judge(form);
      if (spot && form.dataset.key === spot[0]) {
        field(form).focus({ preventScroll: true });
        field(form).setSelectionRange(spot[1], spot[2]);
      }
    }
    window.scrollTo({ top, behavior: "instant" });
  };

  let gone = false;
  const look = async () => {
    try {
      const reply = await fetch("state", { cache: "no-store" });
      if (reply.ok && (await reply.text()) !== version()) await renew();
      if (gone) say("This page follows the file as it is saved.");
      gone = false;
    } catch {
      if (!gone) say("The preview is not running any more: start it again, and open the address that it prints.");
      gone = true;
    }
    setTimeout(look, gone ? 3000 : 400);
  };

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form.try");
    if (form) { remember(form); show(form); }
  });
  document.addEventListener("submit", (event) => {
    event.preventDefault();
    if (version()) judge(event.target);
  });
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("form.try");
    if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button.copy");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    } catch {
      getSelection().selectAllChildren(button.parentElement.querySelector("code"));
    }
  });

  prepare();
  if (version()) look();
})();
