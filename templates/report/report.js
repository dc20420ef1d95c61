"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // The language of the page: everything that has words in both is said in the one that was chosen.
  const speak = (lang) => {
    document.documentElement.lang = lang;
    for (const part of all(`[data-${lang}]`)) part.textContent = part.getAttribute(`data-${lang}`);
    for (const part of all(`[data-${lang}-label]`)) part.setAttribute("aria-label", part.getAttribute(`data-${lang}-label`));
    for (const button of all("[data-choose]")) button.setAttribute("aria-pressed", String(button.dataset.choose === lang));
  };
  for (const button of all("[data-choose]")) button.addEventListener("click", () => speak(button.dataset.choose));

  // Search and filters. Marks do not count: "hung" finds "hưng".
  const folded = (text) => text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "");
  const form = document.querySelector(".filters");
  if (form) {
    const cards = all("[data-card]").map((card) => ({ card, text: folded(card.dataset.search) }));
    const show = () => {
      const words = folded(form.elements.search.value).split(/\s+/).filter(Boolean);
      let count = 0;
      for (const { card, text } of cards) {
        const fits = ["pack", "material", "language", "office", "state"].every(
          (name) => !form.elements[name].value || card.dataset[name] === form.elements[name].value);
        card.hidden = !(fits && words.every((word) => text.includes(word)));
        count += card.hidden ? 0 : 1;
      }
      for (const group of all("[data-group]")) group.hidden = all("[data-card]", group).every((card) => card.hidden);
      document.querySelector("[data-count]").textContent = String(count);
      document.querySelector(".nothing").hidden = count > 0;
    };
    for (const event of ["input", "change"]) form.addEventListener(event, show);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(show));
    show();
  }

  // Pages larger, in a dialog that Escape closes; the focus goes back to where it was.
  const dialog = document.querySelector("dialog");
  for (const button of all("[data-larger]")) {
    button.addEventListener("click", () => {
      const picture = button.querySelector("img"), shown = dialog.querySelector("img");
      shown.src = picture.src;
      shown.alt = picture.alt;
      dialog.showModal();
    });
  }
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

  // Captions are shown below the player, which has no room for them.
  for (const player of all(".player")) {
    const sound = player.querySelector("audio"), line = player.querySelector(".caption");
    if (!sound || !line || !sound.textTracks.length) continue;
    const track = sound.textTracks[0];
    track.mode = "hidden";
    track.addEventListener("cuechange", () => {
      line.textContent = [...(track.activeCues || [])].map((cue) => cue.text).join(" ");
    });
  }

  const marks = document.querySelector("[data-marks]");
  if (marks) marks.addEventListener("change", () => document.body.classList.toggle("no-marks", !marks.checked));
})();
