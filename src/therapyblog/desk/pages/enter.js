// A browser was started with a code that counts once. It is exchanged for the desk's token, and the desk opens.
"use strict";
(async () => {
  const code = location.hash.slice(1);
  history.replaceState(null, "", "/enter");
  const headers = { "Content-Type": "application/json" };
  try {
    const answer = await fetch("/api/desk.enter", { method: "POST", headers, body: JSON.stringify({ code }) });
    const { token, error } = await answer.json();
    if (token) location.replace(`/#token=${encodeURIComponent(token)}`);
    else document.getElementById("says").textContent = `${error.says} ${error.fix}`;
  } catch {
    document.getElementById("says").textContent = "The desk has ended. Open it once more.";
  }
})();
