/**
 * What imalint's server and a client tell each other beyond the language server protocol. Plain JSON and names, so that a
 * client can use them without the server.
 */

/** Commands of the server, for workspace/executeCommand. */
export const commands = {
  bootView: "imalint.bootView",
  explain: "imalint.explain",
  review: "imalint.review",
} as const;

/** Its arguments: the document, and what the page is for. */
export type BootViewArguments = [uri: string, theme?: "page" | "view"];

/** A boot as a body of HTML. Links to places carry data-uri, data-line and data-column, both counted from 1. */
export interface BootView {
  readonly title: string;
  /** CSS of the body. */
  readonly style: string;
  readonly html: string;
}

/** Its argument: the id of a check. The result is Markdown, or null when there is no such check. */
export type ExplainArguments = [checkId: string];

/** Its arguments: the document as it is now, the text before, and a name for that. */
export type ReviewArguments = [uri: string, oldText: string, oldLabel: string];

export interface Review {
  readonly markdown: string;
  /** One sentence. */
  readonly verdict: string;
}

/** From the server, when a document was analysed. */
export const statusNotification = "imalint/status";

export interface Status {
  readonly uri: string;
  /** Target kernels, the newest one last. */
  readonly kernels: readonly string[];
  readonly dialect: string;
  /** What the boot of the document comes to, when it has one. */
  readonly boot?: string;
  /** What keeps the server from saying more, in sentences. */
  readonly problems?: readonly string[];
}

/** To the client, when the server cannot read files itself. Null when there is no such file, or it may not be read. */
export const readFileRequest = "imalint/readFile";

export interface ReadFileParams {
  readonly uri: string;
}

export type ReadFileResult = { readonly text: string } | null;

/** To the client: the policies, descriptions of boots and settings files of the workspace. */
export const findFilesRequest = "imalint/findFiles";

export interface FindFilesParams {
  /** The folder of the workspace to look in. */
  readonly folder: string;
}

export interface FindFilesResult {
  readonly uris: readonly string[];
}

/** To the server, when the user says that the workspace is to be trusted. */
export const trustNotification = "imalint/trust";

export interface TrustParams {
  readonly isTrusted: boolean;
}

export interface InitializationOptions {
  /** Who reads files: the server by itself, or the client for it. */
  readonly files: "node" | "client";
  readonly isTrusted: boolean;
  /** The settings below `imalint`. */
  readonly settings: object;
  /** Where the client shows the page of a check: a URI with {check} in it. */
  readonly checkPage?: string;
  /** Where the pages of all checks are, for a server that cannot look beside itself. */
  readonly pages?: string;
}
