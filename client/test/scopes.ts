/** Scopes that the TextMate grammars give, as VS Code has them. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import oniguruma from "vscode-oniguruma";
import textmate, { type IGrammar, type StateStack } from "vscode-textmate";

const root = new URL("../", import.meta.url);
const wasm = readFileSync(createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm"));

const registry = new textmate.Registry({
  onigLib: oniguruma.loadWASM(wasm).then(() => ({
    createOnigScanner: (patterns: string[]) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text: string) => new oniguruma.OnigString(text),
  })),
  loadGrammar(scopeName) {
    const name = scopeName.replace("source.", "");
    const path = new URL(`syntaxes/${name}.tmLanguage.json`, root);
    return Promise.resolve(textmate.parseRawGrammar(readFileSync(path, "utf8"), path.pathname));
  },
});

export interface Scoped {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** The innermost scope, without the language at its end; empty for plain text. */
  readonly scope: string;
}

export async function loadGrammar(language: string): Promise<IGrammar> {
  const grammar = await registry.loadGrammar(`source.${language}`);
  if (grammar === null) throw new Error(`no grammar for ${language}`);
  return grammar;
}

/** Pieces of a text that have a scope of their own. */
export function scopesOf(grammar: IGrammar, language: string, text: string): Scoped[] {
  const scoped: Scoped[] = [];
  let state: StateStack = textmate.INITIAL;
  let at = 0;
  for (const line of text.split("\n")) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    for (const { startIndex, endIndex, scopes } of tokens) {
      const last = scopes.at(-1) ?? "";
      const end = Math.min(endIndex, line.length);
      if (last === `source.${language}` || end <= startIndex) continue;
      scoped.push({
        text: line.slice(startIndex, end),
        start: at + startIndex,
        end: at + end,
        scope: last.slice(0, -language.length - 1),
      });
    }
    at += line.length + 1;
  }
  return scoped;
}
