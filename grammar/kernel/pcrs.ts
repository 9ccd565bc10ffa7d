/**
 * Who extends the PCRs of a TPM on an ordinary machine.
 *
 * Source: TCG PC Client Platform Firmware Profile and Platform TPM Profile; the Linux TPM PCR Registry of the UAPI
 * Group. PCR 10 is IMA's own; 17 to 22 cannot be extended from locality 0, at which Linux uses the TPM.
 */

export interface PcrOwner {
  /** Inclusive. */
  readonly from: number;
  readonly to: number;
  /** To be read after "belongs to". */
  readonly owner: string;
  /** Whether what the TPM takes for it comes from a dynamic launch, and not from an ordinary kernel. */
  readonly closed?: true;
  /** Whether software may set it back to zeros while the machine runs. */
  readonly resettable?: true;
}

const owners: readonly PcrOwner[] = [
  { from: 0, to: 7, owner: "the firmware" },
  { from: 8, to: 9, owner: "the boot loader" },
  { from: 11, to: 13, owner: "systemd" },
  { from: 14, to: 14, owner: "shim" },
  { from: 15, to: 15, owner: "systemd" },
  { from: 16, to: 16, owner: "debugging", resettable: true },
  { from: 17, to: 22, owner: "a dynamic launch", closed: true },
  { from: 23, to: 23, owner: "applications", resettable: true },
];

/** Who else extends a PCR, if it is one that others are known to extend. */
export function pcrOwner(pcr: number): PcrOwner | undefined {
  return owners.find(({ from, to }) => from <= pcr && pcr <= to);
}
