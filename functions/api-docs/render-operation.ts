import { curlExample } from "./curl-example.ts";
import { exampleOf } from "./example-of.ts";
import { html, join, type Part } from "../../shared/http/html.ts";
import type { OpenApiDocument, Operation, Parameter, Schema } from "./open-api.ts";
import { parametersOf } from "./parameters-of.ts";
import { renderFields, renderSchema, withoutRequired } from "./render-schema.ts";
import { renderText } from "./render-text.ts";

/** One operation with its address. */
export interface Place {
  address: string;
  method: string;
  operation: Operation;
}

/** All that is to know of one route: in words on one side, as a command and its answer on the other. */
export function renderOperation(document: OpenApiDocument, { address, method, operation }: Place): Part {
  const { operationId, summary, description, requestBody, responses } = operation;
  const parameters = parametersOf(document, operation);
  return html`
    <section class="operation" id="${operationId}" aria-labelledby="${operationId}-title">
      <div class="words">
        <h3 id="${operationId}-title"><a href="#${operationId}">${summary}</a></h3>
        <p class="address"><span class="method ${method}">${method}</span> ${renderAddress(address)}</p>
        ${renderText(description)}
        ${renderParameters("In the path", parameters, "path")}
        ${renderParameters("In the query", parameters, "query")}
        ${renderParameters("In the headers", parameters, "header")}
        ${requestBody ? renderBody(requestBody) : undefined}
        <h4>Answer</h4>
        ${renderAnswer(responses["200"]?.content ?? {})}
        <h4>Refusals</h4>
        <ul class="refusals">${renderRefusals(responses)}</ul>
      </div>
      <div class="example">
        <h4>Call</h4>
        <pre class="command" tabindex="0">${curlExample(document, address, method, operation)}</pre>
        ${renderExample(document, responses["200"]?.content["application/json"]?.schema)}
      </div>
    </section>
  `;
}

/** An address whose placeholders stand out, and which may break behind each slash. */
export const renderAddress = (address: string): Part =>
  html`<code>${
    address.split(/(\{\w+\}|\/)/).map((piece) =>
      piece === "/" ? html`/<wbr>` : piece.startsWith("{") ? html`<var>${piece}</var>` : piece
    )
  }</code>`;

function renderParameters(title: string, all: Parameter[], place: Parameter["in"]): Part {
  // An address without one of its parts is another address: there `required` would say nothing.
  const parameters = all.filter((parameter) => parameter.in === place)
    .map((parameter) => place === "path" ? { ...parameter, required: false } : parameter);
  return parameters.length ? html`<h4>${title}</h4>${renderFields(parameters)}` : undefined;
}

function renderBody({ description, content }: NonNullable<Operation["requestBody"]>): Part {
  const schema = content["application/json"]?.schema ?? {};
  return html`<h4>Body</h4>${renderText(description)}${
    Object.keys(schema).length ? renderSchema(schema) : undefined
  }`;
}

function renderAnswer(content: Record<string, { schema: Schema }>): Part {
  return Object.entries(content).map(([media, { schema }]) =>
    html`<p class="status"><b class="good">200</b> <code>${media}</code></p>${
      media === "application/json" ? renderSchema(withoutRequired(schema)) : undefined
    }`
  );
}

function renderRefusals(responses: Operation["responses"]): Part {
  return Object.entries(responses).filter(([status]) => status !== "200").map(([status, { content }]) => {
    const codes = content["application/problem+json"]?.schema.properties?.code?.enum ?? [];
    return html`<li><b class="bad">${status}</b> ${
      join(
        codes.map((code) => html`<a href="#problem-${String(code)}"><code>${String(code)}</code></a>`),
        " ",
      )
    }</li>`;
  });
}

function renderExample(document: OpenApiDocument, schema: Schema | undefined): Part {
  if (!schema) return undefined;
  const example = JSON.stringify(exampleOf(schema, document.components.schemas), null, 2);
  return html`
    <h4>Answer</h4>
    <pre tabindex="0">${example}</pre>
  `;
}
