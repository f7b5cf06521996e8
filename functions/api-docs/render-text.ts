import { Html, html, type Part } from "../../shared/http/html.ts";

/** A description: paragraphs, with `code` and **what matters**; nothing else of Markdown, and no HTML. */
export const renderText = (text = ""): Part[] =>
  text.split(/\n{2,}/).filter(Boolean).map((paragraph) => html`<p>${renderLine(paragraph)}</p>`);

/** The same within a line. */
export const renderLine = (text = ""): Part[] =>
  text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((piece): Html | string => {
    if (piece.startsWith("`") && piece.length > 2) return html`<code>${piece.slice(1, -1)}</code>`;
    if (piece.startsWith("**") && piece.length > 4) return html`<strong>${piece.slice(2, -2)}</strong>`;
    return piece;
  });
