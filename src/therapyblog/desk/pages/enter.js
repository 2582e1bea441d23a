// A browser was started with a code that counts once. It is exchanged for the desk's token, and the desk opens. For a
// code that was used before the desk's own page says what to do, in the person's language, unless this tab has the token.
"use strict";
(async () => {
  const code = location.hash.slice(1);
  history.replaceState(null, "", "/enter");
  const headers = { "Content-Type": "application/json" };
  try {
    const answer = await fetch("/api/desk.enter", { method: "POST", headers, body: JSON.stringify({ code }) });
    const { token } = await answer.json();
    location.replace(token ? `/#token=${encodeURIComponent(token)}` : "/#/");
  } catch {
    document.getElementById("says").textContent = "The desk has ended. Open it once more.";
  }
})();
