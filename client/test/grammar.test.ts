import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { loadGrammar, scopesOf } from "./scopes.js";

async function scopes(language: string, text: string): Promise<string[]> {
  const grammar = await loadGrammar(language);
  return scopesOf(grammar, language, text).map((piece) => `${piece.text} ${piece.scope}`);
}

it("colours a rule", async () => {
  expect(await scopes("ima-policy", "dont_measure func=FILE_CHECK mask=^MAY_READ uid>0 # root")).toEqual([
    "dont_measure keyword.control.action.negative",
    "func support.type.property-name",
    "= keyword.operator.comparison",
    "FILE_CHECK support.function.hook",
    "mask support.type.property-name",
    "= keyword.operator.comparison",
    "^ keyword.operator.contains",
    "MAY_READ constant.language.value",
    "uid support.type.property-name",
    "> keyword.operator.comparison",
    "0 constant.numeric.decimal",
    "# root comment.line.number-sign",
  ]);
});

it("colours lists", async () => {
  expect(
    await scopes("ima-policy", "appraise appraise_type=imasig|modsig appraise_algos=sha256,nonsense,sha3-256"),
  ).toEqual([
    "appraise keyword.control.action",
    "appraise_type support.type.property-name",
    "= keyword.operator.comparison",
    "imasig|modsig constant.language.value",
    "appraise_algos support.type.property-name",
    "= keyword.operator.comparison",
    "sha256 constant.language.value",
    ", punctuation.separator",
    ", punctuation.separator",
    "sha3-256 constant.language.value",
  ]);
  expect(await scopes("ima-policy", "measure template=ima-ng keyrings=.ima|mine template=ima-ngx")).toEqual([
    "measure keyword.control.action",
    "template support.type.property-name",
    "= keyword.operator.comparison",
    "ima-ng constant.language.value",
    "keyrings support.type.property-name",
    "= keyword.operator.comparison",
    ".ima string.unquoted",
    "| punctuation.separator",
    "mine string.unquoted",
    "template support.type.property-name",
    "= keyword.operator.comparison",
    "ima-ngx string.unquoted",
  ]);
});

it("leaves what the kernel does not take for a word without colour", async () => {
  expect(await scopes("ima-policy", "Measure measured x=measure func:FILE_CHECK func permit_directio=1 a#b")).toEqual(
    [],
  );
  expect(await scopes("ima-policy", "func<FILE_CHECK func=func=FILE_CHECK")).toEqual([
    "func support.type.property-name",
    "= keyword.operator.comparison",
  ]);
});

it("colours a description of a boot", async () => {
  const text = `; machine
[kernel]
version = 6.12
[parser "tlv"] # no
  signature = appended \\
# between
    imasig nonsense
policy = x
[file "/sbin/init"]
hook=BPRM_CHECK
digest-list = "a b"
`;
  expect(await scopes("digest-cache", text)).toEqual([
    "; machine comment.line",
    "[ punctuation.definition.section.begin",
    "kernel entity.name.namespace.section",
    "] punctuation.definition.section.end",
    "version support.type.property-name",
    "= keyword.operator.assignment",
    "6.12 string.unquoted",
    "[ punctuation.definition.section.begin",
    "parser entity.name.namespace.section",
    '"tlv" entity.name.tag',
    "] punctuation.definition.section.end",
    " # no invalid.illegal",
    "signature support.type.property-name",
    "= keyword.operator.assignment",
    "appended constant.language.value",
    "\\ constant.character.escape.line-continuation",
    "# between comment.line",
    "imasig constant.language.value",
    "nonsense string.unquoted",
    "policy variable.other",
    "= keyword.operator.assignment",
    "x string.unquoted",
    "[ punctuation.definition.section.begin",
    "file entity.name.namespace.section",
    '"/sbin/init" entity.name.tag',
    "] punctuation.definition.section.end",
    "hook support.type.property-name",
    "= keyword.operator.assignment",
    "BPRM_CHECK support.function.hook",
    "digest-list support.type.property-name",
    "= keyword.operator.assignment",
    '"a b" string.quoted.double',
  ]);
});

it("colours a command line", async () => {
  expect(
    await scopes("kernel-command-line", "ro ima-policy=tcb|x ima_tcb root=/dev/sda1 evm=fix a=12 -- ima_tcb x=1"),
  ).toEqual([
    "ima-policy support.type.property-name",
    "= keyword.operator.assignment",
    "tcb string.unquoted",
    "| punctuation.separator",
    "x string.unquoted",
    "ima_tcb support.type.property-name",
    "root variable.other",
    "= keyword.operator.assignment",
    "/dev/sda1 string.unquoted",
    "evm support.type.property-name",
    "= keyword.operator.assignment",
    "fix string.unquoted",
    "a variable.other",
    "= keyword.operator.assignment",
    "12 constant.numeric",
    "-- keyword.operator.end",
  ]);
});

it("has a colour for every key of the samples' descriptions", async () => {
  const grammar = await loadGrammar("digest-cache");
  const boots = fileURLToPath(new URL("../../samples/boots/", import.meta.url));
  for (const sample of readdirSync(boots)) {
    const text = readFileSync(`${boots}${sample}/digest-cache.conf`, "utf8");
    expect(text.length).toBeGreaterThan(0);
    const unknown = scopesOf(grammar, "digest-cache", text).filter(({ scope }) => /^(?:variable|invalid)/.test(scope));
    expect(unknown, sample).toEqual([]);
  }
});
