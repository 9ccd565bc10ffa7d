/** What a client may send, and when. The rest is answered here, in words, and goes no further. */

import {
  type DataCallback,
  type Disposable,
  ErrorCodes,
  type Message,
  type MessageReader,
  MessageType,
  type MessageWriter,
} from "vscode-languageserver";
import { paramsOf } from "./params.js";

type Id = string | number | null;

const isId = (value: unknown): value is string | number => typeof value === "string" || typeof value === "number";

export class Gate implements MessageReader {
  private state: "new" | "running" | "shut down" | "exiting" = "new";
  readonly onError: MessageReader["onError"];
  readonly onClose: MessageReader["onClose"];
  readonly onPartialMessage: MessageReader["onPartialMessage"];

  constructor(
    private readonly reader: MessageReader,
    private readonly writer: MessageWriter,
  ) {
    this.onError = reader.onError;
    this.onClose = reader.onClose;
    this.onPartialMessage = reader.onPartialMessage;
    reader.onError(({ message }) => this.answer(null, ErrorCodes.ParseError, message));
  }

  /** The status of a process whose client went away; undefined when it is about to end by itself. */
  get exitStatus(): 0 | 1 | undefined {
    if (this.state === "exiting") return undefined;
    return this.state === "shut down" ? 0 : 1;
  }

  listen(callback: DataCallback): Disposable {
    return this.reader.listen((message) => {
      if (this.lets(message)) callback(message);
    });
  }

  dispose(): void {
    this.reader.dispose();
  }

  /** Tells the person at the client, in the log of the server. */
  log(message: string): void {
    this.send({ method: "window/logMessage", params: { type: MessageType.Error, message } });
  }

  private answer(id: Id, code: number, message: string): void {
    this.send({ id, error: { code, message } });
  }

  private send(message: object): void {
    // Whoever cannot be told is gone, which is looked after elsewhere.
    this.writer.write({ jsonrpc: "2.0", ...message } as Message).catch(() => undefined);
  }

  private lets(message: unknown): boolean {
    if (typeof message !== "object" || message === null || Array.isArray(message)) {
      this.answer(null, ErrorCodes.InvalidRequest, "a message must be one object; lists of messages are not taken");
      return false;
    }
    const { id, method, params } = message as { id?: unknown; method?: unknown; params?: unknown };
    if (method === undefined && isId(id) && ("result" in message || "error" in message)) return true;
    const isRequest = "id" in message;
    if (typeof method !== "string" || (isRequest && !isId(id))) {
      const what =
        typeof method === "string"
          ? "the id of a request must be a text or a number"
          : "a message must have a method, or be an answer";
      this.answer(isId(id) ? id : null, ErrorCodes.InvalidRequest, what);
      return false;
    }
    const wrong = this.untimely(method) ?? this.misshapen(method, params);
    if (wrong === undefined) {
      if (method === "initialize") this.state = "running";
      if (method === "shutdown") this.state = "shut down";
      if (method === "exit") this.state = "exiting";
      return true;
    }
    if (isId(id)) this.answer(id, wrong.code, wrong.message);
    else this.log(wrong.message);
    return false;
  }

  private untimely(method: string): { code: number; message: string } | undefined {
    if (method === "exit") return undefined;
    if (this.state === "new" && method !== "initialize")
      return { code: ErrorCodes.ServerNotInitialized, message: `${method} came before initialize` };
    if (this.state === "running" && method === "initialize")
      return { code: ErrorCodes.InvalidRequest, message: "the server is initialized already" };
    if (this.state === "shut down" || this.state === "exiting")
      return { code: ErrorCodes.InvalidRequest, message: `${method} came after shutdown` };
    return undefined;
  }

  private misshapen(method: string, params: unknown): { code: number; message: string } | undefined {
    const message = paramsOf.get(method)?.(params, "params");
    return message === undefined ? undefined : { code: ErrorCodes.InvalidParams, message: `${method}: ${message}` };
  }
}
