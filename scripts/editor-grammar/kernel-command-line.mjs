// The TextMate grammar of kernel command lines. The kernel takes - and _ in names for the same.
import { anyOf, within } from "./words.mjs";

const scope = (name) => `${name}.kernel-command-line`;
const start = '(?<![^\\s"])';

const named = (name, nameScope) => ({
  match: `${start}(${name})(=)("[^"]*"?|[^\\s"]*)`,
  captures: {
    1: { name: scope(nameScope) },
    2: { name: scope("keyword.operator.assignment") },
    3: within(
      { match: '"[^"]*"?', name: scope("string.quoted.double") },
      { match: "(?<==)(?:0[xX][0-9a-fA-F]+|[0-9]+)$", name: scope("constant.numeric") },
      { match: "[|,]", name: scope("punctuation.separator") },
      { match: "[^|,]+", name: scope("string.unquoted") },
    ),
  },
});

export function kernelCommandLineGrammar({ imaParameters }) {
  const eitherDash = (names) => anyOf(names).replaceAll("_", "[_-]").replaceAll("\\-", "[_-]");
  const withValue = imaParameters.filter(({ takesValue }) => takesValue).map(({ name }) => name);
  const alone = imaParameters.filter(({ takesValue }) => !takesValue).map(({ name }) => name);
  return {
    name: "Kernel command line",
    scopeName: "source.kernel-command-line",
    patterns: [
      { begin: "(?<!\\S)--(?!\\S)", beginCaptures: { 0: { name: scope("keyword.operator.end") } }, end: "\\z(?!\\A)" },
      named(eitherDash(withValue), "support.type.property-name"),
      { match: `${start}(?:${eitherDash(alone)})(?![^\\s=])`, name: scope("support.type.property-name") },
      named('[^\\s="]+', "variable.other"),
      { match: '"[^"]*"?', name: scope("string.quoted.double") },
    ],
  };
}
