/** Where texts come from that are not open in the editor. */

export interface FileSource {
  /** The text of a file; undefined when there is none, or none that can be read. */
  read(uri: string): Promise<string | undefined>;
  /** Policies, descriptions of boots and settings below a folder. Stops when it is told to. */
  find(folder: string, isCancelled: () => boolean): Promise<string[]>;
}
