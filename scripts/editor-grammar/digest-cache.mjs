// The TextMate grammar of digest-cache.conf: a key is one only in the sections that have it.
import { anyOf, within } from "./words.mjs";

const scope = (name) => `${name}.digest-cache`;
const blank = "[ \\t]*";
const lineEnd = "(?<![\\\\\\n])$";
const quoted = { match: '"[^"]*"?', name: scope("string.quoted.double") };
const comment = { match: "^[#;].*", name: scope("comment.line") };
/** Between continued lines: with its end, so that the value does not end there. */
const commentBetween = { match: "^[#;].*\\n?", name: scope("comment.line") };
const continued = { match: "\\\\$", name: scope("constant.character.escape.line-continuation") };
const number = { match: "(?<![^ \\t=])[0-9]+(?![^ \\t\\n])", name: scope("constant.numeric.decimal") };
const magic = { match: "(?<![^ \\t=])0[xX][0-9a-fA-F]+(?![^ \\t\\n])", name: scope("constant.numeric.hex") };
const word = { match: '[^ \\t\\n"\\\\]+|\\\\(?!$)', name: scope("string.unquoted") };

const words = (names, name) => ({ match: `(?<![^ \\t=])(?:${anyOf(names)})(?![^ \\t\\n])`, name: scope(name) });

function valuePatterns({ type, choices, name }, { hashAlgorithms, hooks }) {
  if (type === "choice")
    return [
      words(
        choices.map((choice) => choice.word),
        "constant.language.value",
      ),
      word,
    ];
  if (type === "hash")
    return [
      words(
        hashAlgorithms.map((algorithm) => algorithm.name),
        "constant.language.value",
      ),
      word,
    ];
  if (type === "number") return [number, word];
  if (type === "file-system") return [magic, word];
  if (name === "hook")
    return [
      words(
        hooks.flatMap(({ name: hook, aliases = [] }) => [hook, ...aliases]),
        "support.function.hook",
      ),
      word,
    ];
  return [word];
}

/** `key = value`, which goes on in the next line behind a backslash. */
const setting = (name, keyScope, values) => ({
  begin: `^${blank}(${name})${blank}(=)`,
  beginCaptures: { 1: { name: scope(keyScope) }, 2: { name: scope("keyword.operator.assignment") } },
  end: lineEnd,
  patterns: [commentBetween, continued, quoted, ...values],
});

const otherSetting = setting("[^ \\t=\\[#;](?:[^=]*[^= \\t])?", "variable.other", [word]);

function section(spec, tables) {
  return {
    begin: `^${blank}(\\[)${blank}(${anyOf([spec.kind])})(?=[ \\t"\\]]|$)([^\\]]*)(\\])?(.*)$`,
    beginCaptures: {
      1: { name: scope("punctuation.definition.section.begin") },
      2: { name: scope("entity.name.namespace.section") },
      3: within({ match: '"[^"]*"?', name: scope("entity.name.tag") }),
      4: { name: scope("punctuation.definition.section.end") },
      5: { name: scope("invalid.illegal") },
    },
    end: `(?=^${blank}\\[)`,
    patterns: [
      comment,
      ...spec.keys.map((key) => setting(anyOf([key.name]), "support.type.property-name", valuePatterns(key, tables))),
      otherSetting,
    ],
  };
}

export function digestCacheGrammar(tables) {
  return {
    name: "Boot with digest lists",
    scopeName: "source.digest-cache",
    patterns: [comment, ...tables.sections.map((spec) => section(spec, tables)), otherSetting],
  };
}
