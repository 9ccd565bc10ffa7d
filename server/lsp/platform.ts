/** What the server needs of the place that it runs in. */

import type { Connection } from "vscode-languageserver";
import type { FileSource } from "./file-source.js";

/** The page of a check, with its example and sources. */
export interface CheckPage {
  readonly summary: string;
  readonly page: string;
}

export interface Platform {
  /**
   * Files that the server can read by itself; undefined where only the client can.
   *
   * @param tell is given why a file that is there cannot be read
   */
  files(tell: (sentence: string) => void): FileSource | undefined;
  /** Lets whatever came in meanwhile be looked at. */
  pause(): Promise<void>;
  /** The pages of the checks by id. */
  pages(connection: Connection): Promise<Readonly<Record<string, CheckPage>>>;
  /** Where a person can read the page of a check. */
  pageUri(check: string): string | undefined;
}
