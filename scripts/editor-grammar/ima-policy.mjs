// The TextMate grammar of IMA policies. Like the kernel it splits lines at blanks and compares whole words.
import { anyOf, within } from "./words.mjs";

const scope = (name) => `${name}.ima-policy`;
const start = "(?<![^ \\t\\n\\0])";
const end = "(?![^ \\t\\n\\0])";
const key = scope("support.type.property-name");
const constant = scope("constant.language.value");

/** The value of each kind of key: what it looks like, and how that is coloured. Anything else has no colour. */
function valueForms({ hooks, permissions, appraiseTypes, hashAlgorithms, templates }) {
  const named = (pattern, name) => ({ pattern: `(${pattern})`, captures: { 3: { name } } });
  const list = (...patterns) => ({ pattern: "([^ \\t\\n\\0]+)", captures: { 3: within(...patterns) } });
  const oneOf = (names) => named(anyOf(names), constant);
  const text = named("[^ \\t\\n\\0]+", scope("string.unquoted"));
  const item = { match: "[^|]+", name: scope("string.unquoted") };
  const bar = { match: "\\|", name: scope("punctuation.separator") };
  const algorithm = `(?<![^,=])(?:${anyOf(hashAlgorithms.map(({ name }) => name))})(?![^,])`;
  return {
    hook: named(anyOf(hooks.flatMap(({ name, aliases = [] }) => [name, ...aliases])), scope("support.function.hook")),
    mask: {
      pattern: `(\\^?)(${anyOf(permissions)})`,
      captures: { 3: { name: scope("keyword.operator.contains") }, 4: { name: constant } },
    },
    magic: named("\\+?(?:0[xX])?[0-9a-fA-F]+", scope("constant.numeric.hex")),
    id: named("\\+?[0-9]+", scope("constant.numeric.decimal")),
    pcr: named("[+-]?[0-9]+", scope("constant.numeric.decimal")),
    uuid: named("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", scope("constant.other.uuid")),
    text,
    label: text,
    names: list(bar, item),
    template: list({ match: `(?<==)(?:${anyOf(templates.map(({ name }) => name))})$`, name: constant }, bar, item),
    algorithms: list({ match: ",", name: scope("punctuation.separator") }, { match: algorithm, name: constant }),
    "appraise-type": oneOf(appraiseTypes.map(({ name }) => name)),
    "appraise-flag": oneOf(["check_blacklist"]),
    "digest-type": oneOf(["verity"]),
    "digest-cache": oneOf(["data", "content"]),
  };
}

/** Keys that are written and coloured alike, by what they have in common. */
function alike(keys) {
  const groups = new Map();
  for (const { name, operators, value } of keys) {
    const group = groups.get(`${value} ${operators}`) ?? { names: [], operators, value };
    group.names.push(name);
    groups.set(`${value} ${operators}`, group);
  }
  return [...groups.values()];
}

export function imaPolicyGrammar(tables) {
  const { actions, keys } = tables;
  const forms = valueForms(tables);
  const action = (isNegative) => {
    const names = anyOf(actions.filter(({ negative }) => negative === isNegative).map(({ name }) => name));
    const name = isNegative ? "keyword.control.action.negative" : "keyword.control.action";
    return { match: `${start}(?:${names})${end}`, name: scope(name) };
  };
  const captures = { 1: { name: key }, 2: { name: scope("keyword.operator.comparison") } };
  const settings = alike(keys.filter(({ operators }) => operators !== "")).flatMap(({ names, operators, value }) => {
    const head = `${start}(${anyOf(names)})([${operators}])`;
    const form = forms[value];
    return [
      { match: `${head}${form.pattern}${end}`, captures: { ...captures, ...form.captures } },
      { match: `${head}[^ \\t\\n\\0]*`, captures },
    ];
  });
  const flags = anyOf(keys.filter(({ operators }) => operators === "").map(({ name }) => name));
  return {
    name: "IMA policy",
    scopeName: "source.ima-policy",
    patterns: [
      { match: `${start}#[^\\n\\0]*`, name: scope("comment.line.number-sign") },
      action(true),
      action(false),
      { match: `${start}(?:${flags})${end}`, name: key },
      ...settings,
    ],
  };
}
