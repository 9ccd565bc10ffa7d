/** What a file can carry to prove itself. */
export type Credential =
  | "appended"
  | "appended-to-compressed"
  | "pgp"
  | "imasig"
  | "hash"
  | "wrong-hash"
  | "verity"
  | "evm";
