// Sends what a client would write, and shows what the stack answered.

const form = document.querySelector(".say form");
const answer = document.querySelector(".say .answer");
const [line, details] = answer.children;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { text, from, business } = Object.fromEntries(new FormData(form));
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const response = await fetch("/_local/say", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ text, from, business }),
    });
    const body = parse(await response.text());
    // The page's own server passes on what the webhook answered.
    const status = Number.isInteger(body?.status) ? body.status : response.status;
    const isGood = status < 400;
    showAnswer(isGood, `${isGood ? "Sent." : "Not sent."} The answer was ${status}.`, body);
    if (isGood) form.elements.text.value = "";
    dispatchEvent(new Event("frontdesk:said"));
  } catch {
    showAnswer(false, "No answer. Is the stack still running?");
  } finally {
    button.disabled = false;
    form.elements.text.focus();
  }
});

form.elements.text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) form.requestSubmit();
});

function showAnswer(isGood, sentence, body) {
  answer.hidden = false;
  answer.dataset.state = isGood ? "good" : "bad";
  line.textContent = sentence;
  details.textContent = typeof body === "string" ? body : JSON.stringify(body, null, 2);
  details.hidden = !body;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
