/** Messages out of a stream of bytes. What cannot be read is told as an error, and reading goes on with the next message. */

import type { Readable } from "node:stream";
import { AbstractMessageReader, type DataCallback, Disposable, type Message } from "vscode-languageserver/node";

const headerEnd = "\r\n\r\n";
/** Longer ones are those of another protocol. */
const longestHeader = 8192;
/** Longer ones cannot be a text in memory together with what is made of it. */
const longestBody = 256 * 1024 * 1024;
const lengthName = "content-length:";

/** The length that a header tells, or what is wrong with it. */
function lengthIn(header: string): number | string {
  const value = /^content-length:[ \t]*(.*?)[ \t]*$/im.exec(header.replaceAll("\r", ""))?.[1];
  if (value === undefined) return "a message has no Content-Length in its header";
  if (!/^\d+$/.test(value)) return `the Content-Length ${JSON.stringify(value.slice(0, 40))} is no number`;
  if (Number(value) > longestBody)
    return `a Content-Length of ${value} is more than the ${longestBody} that can be read`;
  return Number(value);
}

export class MessageReader extends AbstractMessageReader {
  private chunks: Buffer[] = [];
  private size = 0;
  private bodyLength: number | undefined;
  /** Whether the start of the next message is being looked for; it was told why. */
  private isLost = false;
  private callback: DataCallback = () => undefined;

  constructor(private readonly stream: Readable) {
    super();
  }

  listen(callback: DataCallback): Disposable {
    this.callback = callback;
    this.stream.on("data", (chunk: Buffer) => {
      this.chunks.push(chunk);
      this.size += chunk.length;
      while (this.readOne());
    });
    this.stream.on("error", (error) => this.fireError(error));
    this.stream.on("end", () => {
      if (this.size > 0 && !this.isLost) this.fireError(new Error("the input ends in the middle of a message"));
      this.fireClose();
    });
    return Disposable.create(() => this.stream.removeAllListeners());
  }

  /** Takes a header or a body from what came in. Whether there may be more. */
  private readOne(): boolean {
    if (this.bodyLength === undefined) return this.readHeader();
    if (this.size < this.bodyLength) return false;
    const body = this.take(this.bodyLength);
    this.bodyLength = undefined;
    let message: Message;
    try {
      message = JSON.parse(body.toString("utf8")) as Message;
    } catch (error) {
      this.fireError(new Error(`a message is no JSON: ${(error as Error).message}`));
      return true;
    }
    this.callback(message);
    return true;
  }

  private readHeader(): boolean {
    const bytes = this.joined();
    if (this.isLost) return this.findHeader(bytes, 0);
    const end = bytes.indexOf(headerEnd);
    if (end === -1 && bytes.length <= longestHeader) return false;
    const length =
      end === -1 || end > longestHeader ? "a header has no end" : lengthIn(bytes.toString("latin1", 0, end));
    if (typeof length === "number") {
      this.take(end + headerEnd.length);
      this.bodyLength = length;
      return true;
    }
    this.fireError(new Error(`${length}; messages are left out until the next header`));
    this.isLost = true;
    return this.findHeader(bytes, 1);
  }

  /** Leaves out what stands before the next header. */
  private findHeader(bytes: Buffer, from: number): boolean {
    const at = bytes.toString("latin1").toLowerCase().indexOf(lengthName, from);
    this.isLost = at === -1;
    // The name may be halfway in.
    this.take(at === -1 ? Math.max(from, bytes.length - lengthName.length) : at);
    return !this.isLost;
  }

  private joined(): Buffer {
    const bytes = this.chunks.length === 1 ? (this.chunks[0] as Buffer) : Buffer.concat(this.chunks);
    this.chunks = [bytes];
    return bytes;
  }

  private take(length: number): Buffer {
    const bytes = this.joined();
    this.chunks = [bytes.subarray(length)];
    this.size = bytes.length - length;
    return bytes.subarray(0, length);
  }
}
