// Beside each code that was just given: copies its link, or hands it to another program of the device. Without this program
// the cards are printed, or the codes sent by letter.
(() => {
  for (const own of document.querySelectorAll("[data-link]")) {
    const { link, title, copied, failed } = own.dataset;
    const [copy, share] = own.querySelectorAll("button");
    const say = (text) => (own.querySelector("[role='status']").textContent = text);
    copy.hidden = !navigator.clipboard;
    share.hidden = !navigator.share;
    copy.addEventListener("click", () => navigator.clipboard.writeText(link).then(() => say(copied), () => say(failed)));
    share.addEventListener("click", () =>
      // Whoever thinks better of it has not failed.
      navigator.share({ title, url: link }).catch((error) => error.name === "AbortError" || say(failed)),
    );
  }
})();
