// A click on such a button copies what it shows.

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    button.dataset.copied = await copy(button.dataset.copy) ? "Copied" : "Not copied";
    setTimeout(() => delete button.dataset.copied, 1_500);
  });
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyTheOldWay(text);
  }
}

/** Over plain HTTP, as from a phone in the same network, browsers offer no clipboard but this. */
function copyTheOldWay(text) {
  const holder = document.createElement("textarea");
  holder.value = text;
  document.body.append(holder);
  holder.select();
  try {
    return document.execCommand("copy");
  } finally {
    holder.remove();
  }
}
