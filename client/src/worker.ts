/** The server as a worker of a browser: one at a time. */

/** What is used of the browser's class. */
declare class Worker {
  constructor(url: string);
  terminate(): void;
}

export class ServerWorker {
  private worker: Worker | undefined;

  constructor(private readonly url: string) {}

  /** @returns the new worker; the one before is ended */
  start(): object {
    this.dispose();
    this.worker = new Worker(this.url);
    return this.worker;
  }

  dispose(): void {
    this.worker?.terminate();
    this.worker = undefined;
  }
}
