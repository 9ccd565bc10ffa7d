/**
 * The kernel command line, as far as it is about IMA.
 *
 * Source: next_arg() in lib/cmdline.c for words and quotes, obsolete_checksetup() in init/main.c for names, and
 * policy_setup(), default_measure_policy_setup() and default_appraise_policy_setup() in
 * security/integrity/ima/ima_policy.c.
 */

import { createToken, Lexer } from "chevrotain";
import type { BuiltInChoice } from "../kernel/index.js";

/** A quote that is not closed reaches to the end; what follows a closing one belongs to the word. */
const Word = createToken({ name: "Word", pattern: /(?:"[^"]*"?|[^\s"])+/, line_breaks: true });
const Blank = createToken({ name: "Blank", pattern: /\s+/, line_breaks: true, group: Lexer.SKIPPED });

let lexer: Lexer | undefined;

export interface Parameter {
  readonly name: string;
  /** Without its quotes; undefined without "=". */
  readonly value: string | undefined;
}

/** One parameter; quotes around it or around its value do not count, others stay. */
function readParameter(word: string): Parameter {
  const quoted = word.startsWith('"');
  let text = quoted ? word.slice(1) : word;
  const equals = text.indexOf("=", 1);
  const valueQuoted = equals !== -1 && text[equals + 1] === '"';
  if ((quoted || valueQuoted) && text.endsWith('"')) text = text.slice(0, -1);
  if (equals === -1) return { name: text, value: undefined };
  return { name: text.slice(0, equals), value: text.slice(equals + (valueQuoted ? 2 : 1)) };
}

/** The parameters for the kernel; what follows "--" is for the first program. */
export function readParameters(commandLine: string): Parameter[] {
  lexer ??= new Lexer([Blank, Word], { positionTracking: "onlyOffset" });
  const parameters = lexer.tokenize(commandLine).tokens.map(({ image }) => readParameter(image));
  const end = parameters.findIndex(({ name, value }) => name === "--" && value === undefined);
  return end === -1 ? parameters : parameters.slice(0, end);
}

/** What a command line says of IMA. */
export interface ImaParameters extends BuiltInChoice {
  readonly imaTcb: boolean;
  readonly imaAppraiseTcb: boolean;
  /** Other parameters for IMA and EVM, such as ima_appraise=, by name; the last one of a name. */
  readonly others: ReadonlyMap<string, string>;
}

export function readImaParameters(commandLine: string): ImaParameters {
  const policies: string[] = [];
  const others = new Map<string, string>();
  let imaTcb = false;
  let imaAppraiseTcb = false;
  for (const parameter of readParameters(commandLine)) {
    const { value = "" } = parameter;
    // For the kernel - and _ are the same in names.
    const name = parameter.name.replaceAll("-", "_");
    if (name === "ima_policy" && parameter.value !== undefined)
      policies.push(...value.split(/[ |\n]/).filter((word) => word !== ""));
    // Names without "=" are compared by prefix. Which of the two tcb policies comes first wins.
    else if (name.startsWith("ima_tcb")) imaTcb ||= !policies.includes("tcb");
    else if (name.startsWith("ima_appraise_tcb")) imaAppraiseTcb = true;
    else if (name.startsWith("ima_") || name === "evm") others.set(name, value);
  }
  return { policies, imaTcb, imaAppraiseTcb, others };
}
