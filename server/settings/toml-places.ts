/**
 * Where the keys of a TOML document stand, which its parser does not tell. It goes through a document that the parser has
 * taken, so it need not look for mistakes.
 */

export type KeyPath = readonly (string | number)[];

const bareKey = /[A-Za-z0-9_-]+/y;
const atom = /[^,\]}\s#]+/y;
const blank = /(?:[ \t\r\n]+|#[^\n]*)+/y;

/** Settings lie less deep; what is deeper has the place of what it lies in. */
const deepest = 8;

function below(path: KeyPath, part: string | number): KeyPath {
  return path.length < deepest ? [...path, part] : path;
}

export class TomlPlaces {
  private readonly offsets = new Map<string, number>();
  private readonly counts = new Map<string, number>();
  private at = 0;

  constructor(private readonly text: string) {
    let table: KeyPath = [];
    this.skip(blank);
    while (this.at < text.length) {
      const start = this.at;
      if (text[start] === "[") table = this.header();
      else this.setting(table);
      this.skip(blank);
      // No text can hold this up.
      if (this.at === start) this.at++;
    }
  }

  /** The offset of a key, or of an element of a list. */
  offsetOf(path: KeyPath): number | undefined {
    return this.offsets.get(JSON.stringify(path));
  }

  private skip(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? "";
    this.at += found.length;
    return found;
  }

  /** A string with its quotes; of a long one, the last quotes may be part of it. */
  private string(): string {
    const { text, at: start } = this;
    const quote = text.charAt(start);
    if (quote !== '"' && quote !== "'") return "";
    const isLong = text.startsWith(quote.repeat(3), start);
    const end = isLong ? quote.repeat(3) : quote;
    let at = start + end.length;
    while (at < text.length && !text.startsWith(end, at)) at += quote === '"' && text[at] === "\\" ? 2 : 1;
    at += end.length;
    while (isLong && text[at] === quote) at++;
    this.at = Math.min(at, text.length);
    return text.slice(start, this.at);
  }

  private note(path: KeyPath, offset: number): void {
    const key = JSON.stringify(path);
    if (!this.offsets.has(key)) this.offsets.set(key, offset);
  }

  /** The parts of a dotted key, each with its offset. */
  private key(): { part: string; offset: number }[] {
    const parts: { part: string; offset: number }[] = [];
    do {
      if (parts.length > 0) this.at++;
      this.skip(blank);
      const offset = this.at;
      const quoted = this.string();
      const part = quoted === "" ? this.skip(bareKey) : unquoted(quoted);
      parts.push({ part, offset });
      this.skip(blank);
    } while (this.text[this.at] === ".");
    return parts;
  }

  /** [a.b] or [[a]]; a table below a list of tables belongs to the last one of the list. */
  private header(): KeyPath {
    const isList = this.text[this.at + 1] === "[";
    this.at += isList ? 2 : 1;
    const parts = this.key();
    this.at += isList ? 2 : 1;
    let path: KeyPath = [];
    parts.forEach(({ part, offset }, index) => {
      path = below(path, part);
      this.note(path, offset);
      const key = JSON.stringify(path);
      const count = this.counts.get(key);
      if (isList && index === parts.length - 1) {
        this.counts.set(key, (count ?? 0) + 1);
        path = below(path, count ?? 0);
        this.note(path, offset);
      } else if (count !== undefined) path = below(path, count - 1);
    });
    return path;
  }

  private setting(table: KeyPath): void {
    let path = table;
    for (const { part, offset } of this.key()) {
      path = below(path, part);
      this.note(path, offset);
    }
    if (this.text[this.at] !== "=") return;
    this.at++;
    this.skip(blank);
    this.value(path);
  }

  private value(path: KeyPath): void {
    const open = this.text[this.at];
    if (open !== "[" && open !== "{") {
      if (this.string() === "") this.skip(atom);
      return;
    }
    const close = open === "[" ? "]" : "}";
    this.at++;
    for (let index = 0; this.at < this.text.length; index++) {
      this.skip(blank);
      const start = this.at;
      if (this.text[start] === close) break;
      if (open === "{") this.setting(path);
      else {
        const element = below(path, index);
        this.note(element, start);
        this.value(element);
      }
      this.skip(blank);
      if (this.text[this.at] === ",") this.at++;
      else if (this.at === start) break;
    }
    this.at++;
  }
}

function unquoted(text: string): string {
  if (text.startsWith("'")) return text.slice(1, -1);
  try {
    return JSON.parse(text) as string;
  } catch {
    return text.slice(1, -1);
  }
}
