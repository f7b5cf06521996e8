/**
 * Whether an `Accept` header (RFC 9110, 12.5.1) asks for HTML rather than for the other form there is. Browsers name
 * HTML; a program that takes anything, or says nothing, gets the other.
 */
export function prefersHtml(accept = "*/*", other = "application/json"): boolean {
  const ranges = accept.split(",").map((range) => {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith("q="));
    const quality = weight === undefined ? 1 : Number(weight.slice(2));
    return { type, quality: Number.isFinite(quality) ? quality : 0 };
  });
  // The most specific range that fits a type decides over it.
  const qualityOf = (type: string) =>
    [type, `${type.split("/")[0]}/*`, "*/*"]
      .map((wanted) => ranges.find((range) => range.type === wanted)?.quality)
      .find((quality) => quality !== undefined) ?? 0;
  return qualityOf("text/html") > qualityOf(other);
}
