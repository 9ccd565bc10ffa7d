/**
 * Kernel configuration files (.config, /boot/config-*): `CONFIG_X=y`, `CONFIG_X="text"`, `# CONFIG_X is not set`.
 *
 * Source: the format that scripts/kconfig writes, confdata.c.
 */

import { createToken, EmbeddedActionsParser, Lexer } from "chevrotain";
import { appraiseTypes, hashAlgorithms, hooks, type KernelConfig, keys } from "../kernel/index.js";

const NotSet = createToken({ name: "NotSet", pattern: /# CONFIG_\w+ is not set/, line_breaks: false });
const Comment = createToken({ name: "Comment", pattern: /#[^\n]*/, line_breaks: false });
const Option = createToken({ name: "Option", pattern: /CONFIG_\w+/, line_breaks: false });
const Equals = createToken({ name: "Equals", pattern: /=/ });
const Quoted = createToken({ name: "Quoted", pattern: /"(?:\\[^\n]|[^"\\\n])*"/, line_breaks: false });
const Bare = createToken({ name: "Bare", pattern: /[^\s="#]+/, line_breaks: false });
const Blank = createToken({ name: "Blank", pattern: /[ \t\r]+/, line_breaks: false, group: Lexer.SKIPPED });
const tokens = [NotSet, Comment, Option, Equals, Quoted, Bare, Blank];

class KernelConfigParser extends EmbeddedActionsParser {
  readonly settings = new Map<string, string>();

  constructor() {
    super(tokens, { maxLookahead: 1 });
    this.performSelfAnalysis();
  }

  private readonly notSet = (): void => {
    const text = this.CONSUME(NotSet).image;
    this.settings.set(text.slice(2, -" is not set".length), "n");
  };

  private readonly setting = (): void => {
    const option = this.CONSUME(Option).image;
    this.CONSUME(Equals);
    const value = this.OR2([
      { ALT: () => this.CONSUME(Quoted).image.slice(1, -1).replace(/\\(.)/g, "$1") },
      { ALT: () => this.CONSUME(Bare).image },
    ]);
    this.settings.set(option, value);
  };

  readonly line = this.RULE("line", () => {
    this.OR([{ ALT: this.notSet }, { ALT: this.setting }, { ALT: () => this.CONSUME(Comment) }]);
  });
}

let lexer: Lexer | undefined;
let parser: KernelConfigParser | undefined;

/** Options that the tables ask for. */
const askedFor: readonly string[] = [
  ...hooks.map((hook) => hook.config),
  ...keys.map((key) => key.config),
  ...appraiseTypes.map((type) => type.config),
  ...hashAlgorithms.flatMap((algorithm) => algorithm.config),
].filter((option) => option !== undefined);

/** A file with this many options is a whole configuration, in which an option that is missing is off. */
const wholeConfiguration = 200;

/** Reads a kernel configuration; lines that are none are passed over. Undefined when no line is one. */
export function readKernelConfig(text: string): KernelConfig | undefined {
  lexer ??= new Lexer(tokens, { positionTracking: "onlyOffset" });
  parser ??= new KernelConfigParser();
  parser.settings.clear();
  for (const line of text.split("\n")) {
    if (!line.includes("CONFIG_")) continue;
    parser.input = lexer.tokenize(line).tokens;
    parser.line();
  }
  const { settings } = parser;
  if (settings.size === 0) return undefined;
  const config = Object.fromEntries(settings);
  if (settings.size >= wholeConfiguration) for (const option of askedFor) config[option] ??= "n";
  return config;
}
