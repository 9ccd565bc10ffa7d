/** An open document. Each change makes a new one, so that whoever holds an old text holds all of it. */

import type { TextDocumentContentChangeEvent } from "vscode-languageserver";
import { type Encoding, Lines } from "./lines.js";

export class Buffer {
  private index: Lines | undefined;

  constructor(
    readonly uri: string,
    readonly languageId: string,
    readonly version: number,
    readonly text: string,
    private readonly encoding: Encoding,
  ) {}

  get lines(): Lines {
    this.index ??= new Lines(this.text, this.encoding);
    return this.index;
  }

  /** Changes are applied one after the other, each to what the one before it left. */
  changed(changes: readonly TextDocumentContentChangeEvent[], version: number): Buffer {
    let buffer: Buffer = this;
    for (const change of changes) {
      let text = change.text;
      if ("range" in change) {
        const { start, end } = buffer.lines.spanOf(change.range);
        text = buffer.text.slice(0, start) + change.text + buffer.text.slice(end);
      }
      buffer = new Buffer(this.uri, this.languageId, version, text, this.encoding);
    }
    return buffer.version === version
      ? buffer
      : new Buffer(this.uri, this.languageId, version, this.text, this.encoding);
  }
}
