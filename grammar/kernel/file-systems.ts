/**
 * File systems by superblock magic number, as `fsmagic=` and `fsname=` see them.
 *
 * Source: include/uapi/linux/magic.h, and the drivers that keep their number to themselves
 * (ntfs3, ubifs, gfs2, ...). A magic number is kept as lower-case hexadecimal without `0x` and
 * without leading zeros, because it is only ever compared for equality and may fill 64 bits.
 */

export interface FileSystem {
  /** Lower-case hexadecimal, no prefix, no leading zeros. */
  readonly magic: string;
  /** Names of the number in the kernel's headers or in the driver. */
  readonly constants: readonly string[];
  /** Names of the file system types that carry this number (`fsname=`), the usual one first. */
  readonly types: readonly string[];
  /** pseudo: made up by the kernel; memory: lost at power off; storage: on a disk or a server. */
  readonly kind: "pseudo" | "memory" | "storage";
  /** Set where no security.* extended attribute can be stored. */
  readonly noXattrs?: true;
  /** The security module that it belongs to. */
  readonly lsm?: "selinux" | "smack";
}

export const fileSystems: readonly FileSystem[] = [
  { magic: "adf5", constants: ["ADFS_SUPER_MAGIC"], types: ["adfs"], kind: "storage" },
  { magic: "adff", constants: ["AFFS_SUPER_MAGIC"], types: ["affs"], kind: "storage" },
  { magic: "5346414f", constants: ["AFS_SUPER_MAGIC"], types: [], kind: "storage" },
  { magic: "187", constants: ["AUTOFS_SUPER_MAGIC"], types: ["autofs"], kind: "pseudo" },
  { magic: "c36400", constants: ["CEPH_SUPER_MAGIC"], types: ["ceph"], kind: "storage" },
  { magic: "73757245", constants: ["CODA_SUPER_MAGIC"], types: ["coda"], kind: "storage" },
  { magic: "28cd3d45", constants: ["CRAMFS_MAGIC"], types: ["cramfs"], kind: "storage" },
  { magic: "453dcd28", constants: ["CRAMFS_MAGIC_WEND"], types: ["cramfs"], kind: "storage" },
  { magic: "64626720", constants: ["DEBUGFS_MAGIC"], types: ["debugfs"], kind: "pseudo" },
  { magic: "73636673", constants: ["SECURITYFS_MAGIC"], types: ["securityfs"], kind: "pseudo" },
  { magic: "f97cff8c", constants: ["SELINUX_MAGIC"], types: ["selinuxfs"], kind: "pseudo", lsm: "selinux" },
  { magic: "43415d53", constants: ["SMACK_MAGIC"], types: ["smackfs"], kind: "pseudo", lsm: "smack" },
  { magic: "858458f6", constants: ["RAMFS_MAGIC"], types: ["ramfs", "rootfs"], kind: "memory" },
  { magic: "1021994", constants: ["TMPFS_MAGIC"], types: ["tmpfs", "devtmpfs", "rootfs"], kind: "memory" },
  { magic: "958458f6", constants: ["HUGETLBFS_MAGIC"], types: ["hugetlbfs"], kind: "memory" },
  { magic: "73717368", constants: ["SQUASHFS_MAGIC"], types: ["squashfs"], kind: "storage" },
  { magic: "f15f", constants: ["ECRYPTFS_SUPER_MAGIC"], types: ["ecryptfs"], kind: "storage" },
  { magic: "414a53", constants: ["EFS_SUPER_MAGIC"], types: ["efs"], kind: "storage" },
  { magic: "e0f5e1e2", constants: ["EROFS_SUPER_MAGIC_V1"], types: ["erofs"], kind: "storage" },
  {
    magic: "ef53",
    constants: ["EXT2_SUPER_MAGIC", "EXT3_SUPER_MAGIC", "EXT4_SUPER_MAGIC"],
    types: ["ext2", "ext3", "ext4"],
    kind: "storage",
  },
  { magic: "abba1974", constants: ["XENFS_SUPER_MAGIC"], types: ["xenfs"], kind: "pseudo" },
  { magic: "9123683e", constants: ["BTRFS_SUPER_MAGIC"], types: ["btrfs"], kind: "storage" },
  { magic: "3434", constants: ["NILFS_SUPER_MAGIC"], types: ["nilfs2"], kind: "storage" },
  { magic: "f2f52010", constants: ["F2FS_SUPER_MAGIC"], types: ["f2fs"], kind: "storage" },
  { magic: "f995e849", constants: ["HPFS_SUPER_MAGIC"], types: ["hpfs"], kind: "storage" },
  { magic: "9660", constants: ["ISOFS_SUPER_MAGIC"], types: ["iso9660"], kind: "storage", noXattrs: true },
  { magic: "72b6", constants: ["JFFS2_SUPER_MAGIC"], types: ["jffs2"], kind: "storage" },
  { magic: "58465342", constants: ["XFS_SUPER_MAGIC"], types: ["xfs"], kind: "storage" },
  { magic: "6165676c", constants: ["PSTOREFS_MAGIC"], types: ["pstore"], kind: "pseudo" },
  { magic: "de5e81e4", constants: ["EFIVARFS_MAGIC"], types: ["efivarfs"], kind: "pseudo" },
  { magic: "c0ffee", constants: ["HOSTFS_SUPER_MAGIC"], types: ["hostfs"], kind: "storage" },
  { magic: "794c7630", constants: ["OVERLAYFS_SUPER_MAGIC"], types: ["overlay"], kind: "storage" },
  { magic: "65735546", constants: ["FUSE_SUPER_MAGIC"], types: ["fuse", "fuseblk", "virtiofs"], kind: "storage" },
  { magic: "ca451a4e", constants: ["BCACHEFS_SUPER_MAGIC"], types: ["bcachefs"], kind: "storage" },
  { magic: "137f", constants: ["MINIX_SUPER_MAGIC"], types: ["minix"], kind: "storage" },
  { magic: "138f", constants: ["MINIX_SUPER_MAGIC2"], types: ["minix"], kind: "storage" },
  { magic: "2468", constants: ["MINIX2_SUPER_MAGIC"], types: ["minix"], kind: "storage" },
  { magic: "2478", constants: ["MINIX2_SUPER_MAGIC2"], types: ["minix"], kind: "storage" },
  { magic: "4d5a", constants: ["MINIX3_SUPER_MAGIC"], types: ["minix"], kind: "storage" },
  { magic: "4d44", constants: ["MSDOS_SUPER_MAGIC"], types: ["vfat", "msdos"], kind: "storage", noXattrs: true },
  { magic: "2011bab0", constants: ["EXFAT_SUPER_MAGIC"], types: ["exfat"], kind: "storage", noXattrs: true },
  { magic: "564c", constants: ["NCP_SUPER_MAGIC"], types: ["ncpfs"], kind: "storage" },
  { magic: "6969", constants: ["NFS_SUPER_MAGIC"], types: ["nfs", "nfs4"], kind: "storage" },
  { magic: "7461636f", constants: ["OCFS2_SUPER_MAGIC"], types: ["ocfs2"], kind: "storage" },
  { magic: "9fa1", constants: ["OPENPROM_SUPER_MAGIC"], types: ["openpromfs"], kind: "pseudo" },
  { magic: "2f", constants: ["QNX4_SUPER_MAGIC"], types: ["qnx4"], kind: "storage" },
  { magic: "68191122", constants: ["QNX6_SUPER_MAGIC"], types: ["qnx6"], kind: "storage" },
  { magic: "6b414653", constants: ["AFS_FS_MAGIC"], types: ["afs"], kind: "storage" },
  { magic: "52654973", constants: ["REISERFS_SUPER_MAGIC"], types: ["reiserfs"], kind: "storage" },
  { magic: "517b", constants: ["SMB_SUPER_MAGIC"], types: [], kind: "storage" },
  { magic: "ff534d42", constants: ["CIFS_SUPER_MAGIC"], types: ["cifs", "smb3"], kind: "storage" },
  { magic: "fe534d42", constants: ["SMB2_SUPER_MAGIC"], types: [], kind: "storage" },
  { magic: "27e0eb", constants: ["CGROUP_SUPER_MAGIC"], types: ["cgroup"], kind: "pseudo" },
  { magic: "63677270", constants: ["CGROUP2_SUPER_MAGIC"], types: ["cgroup2"], kind: "pseudo" },
  { magic: "7655821", constants: ["RDTGROUP_SUPER_MAGIC"], types: ["resctrl"], kind: "pseudo" },
  { magic: "74726163", constants: ["TRACEFS_MAGIC"], types: ["tracefs"], kind: "pseudo" },
  { magic: "1021997", constants: ["V9FS_MAGIC"], types: ["9p"], kind: "storage" },
  { magic: "62646576", constants: ["BDEVFS_MAGIC"], types: ["bdev"], kind: "pseudo" },
  { magic: "64646178", constants: ["DAXFS_MAGIC"], types: ["dax"], kind: "pseudo" },
  { magic: "42494e4d", constants: ["BINFMTFS_MAGIC"], types: ["binfmt_misc"], kind: "pseudo" },
  { magic: "1cd1", constants: ["DEVPTS_SUPER_MAGIC"], types: ["devpts"], kind: "pseudo" },
  { magic: "6c6f6f70", constants: ["BINDERFS_SUPER_MAGIC"], types: ["binder"], kind: "pseudo" },
  { magic: "bad1dea", constants: ["FUTEXFS_SUPER_MAGIC"], types: [], kind: "pseudo" },
  { magic: "50495045", constants: ["PIPEFS_MAGIC"], types: ["pipefs"], kind: "pseudo" },
  { magic: "9fa0", constants: ["PROC_SUPER_MAGIC"], types: ["proc"], kind: "pseudo" },
  { magic: "534f434b", constants: ["SOCKFS_MAGIC"], types: ["sockfs"], kind: "pseudo" },
  { magic: "62656572", constants: ["SYSFS_MAGIC"], types: ["sysfs"], kind: "pseudo" },
  { magic: "9fa2", constants: ["USBDEVICE_SUPER_MAGIC"], types: [], kind: "pseudo" },
  { magic: "11307854", constants: ["MTD_INODE_FS_MAGIC"], types: ["mtd_inodefs"], kind: "pseudo" },
  { magic: "9041934", constants: ["ANON_INODE_FS_MAGIC"], types: ["anon_inodefs"], kind: "pseudo" },
  { magic: "73727279", constants: ["BTRFS_TEST_MAGIC"], types: ["btrfs_test_fs"], kind: "pseudo" },
  { magic: "6e736673", constants: ["NSFS_MAGIC"], types: ["nsfs"], kind: "pseudo" },
  { magic: "cafe4a11", constants: ["BPF_FS_MAGIC"], types: ["bpf"], kind: "pseudo" },
  { magic: "5a3c69f0", constants: ["AAFS_MAGIC"], types: ["apparmorfs"], kind: "pseudo" },
  { magic: "5a4f4653", constants: ["ZONEFS_MAGIC"], types: ["zonefs"], kind: "storage" },
  { magic: "15013346", constants: ["UDF_SUPER_MAGIC"], types: ["udf"], kind: "storage" },
  { magic: "444d4142", constants: ["DMA_BUF_MAGIC"], types: ["dmabuf"], kind: "pseudo" },
  { magic: "454d444d", constants: ["DEVMEM_MAGIC"], types: ["devmem"], kind: "pseudo" },
  { magic: "5345434d", constants: ["SECRETMEM_MAGIC"], types: ["secretmem"], kind: "pseudo" },
  { magic: "50494446", constants: ["PID_FS_MAGIC"], types: ["pidfs"], kind: "pseudo" },
  { magic: "474d454d", constants: ["GUEST_MEMFD_MAGIC"], types: ["guest_memfd"], kind: "pseudo" },
  { magic: "4e554c4c", constants: ["NULL_FS_MAGIC"], types: ["nullfs"], kind: "pseudo" },
  { magic: "3153464a", constants: ["JFS_SUPER_MAGIC"], types: ["jfs"], kind: "storage" },
  { magic: "24051905", constants: ["UBIFS_SUPER_MAGIC"], types: ["ubifs"], kind: "storage" },
  { magic: "1161970", constants: ["GFS2_MAGIC"], types: ["gfs2"], kind: "storage" },
  { magic: "62656570", constants: ["CONFIGFS_MAGIC"], types: ["configfs"], kind: "pseudo" },
  { magic: "7366746e", constants: ["NTFS3_SUPER_MAGIC"], types: ["ntfs3", "ntfs"], kind: "storage" },
  { magic: "5346544e", constants: ["NTFS_SB_MAGIC"], types: ["ntfs"], kind: "storage" },
  { magic: "786f4256", constants: ["VBOXSF_SUPER_MAGIC"], types: ["vboxsf"], kind: "storage" },
  { magic: "20030528", constants: ["ORANGEFS_SUPER_MAGIC"], types: ["pvfs2"], kind: "storage" },
  { magic: "482b", constants: ["HFSPLUS_VOLHEAD_SIG"], types: ["hfsplus"], kind: "storage" },
  { magic: "4244", constants: ["HFS_SUPER_MAGIC"], types: ["hfs"], kind: "storage" },
  { magic: "11954", constants: ["UFS_MAGIC"], types: ["ufs"], kind: "storage" },
  { magic: "19540119", constants: ["UFS2_MAGIC"], types: ["ufs"], kind: "storage" },
  { magic: "c2993d87", constants: ["OMFS_MAGIC"], types: ["omfs"], kind: "storage" },
  { magic: "a501fcf5", constants: ["VXFS_SUPER_MAGIC"], types: ["vxfs"], kind: "storage" },
  { magic: "76a9f425", constants: ["DLMFS_MAGIC"], types: ["ocfs2_dlmfs"], kind: "pseudo" },
  { magic: "19800202", constants: ["MQUEUE_MAGIC"], types: ["mqueue"], kind: "pseudo" },
  { magic: "65735543", constants: ["FUSE_CTL_SUPER_MAGIC"], types: ["fusectl"], kind: "pseudo" },
  { magic: "6e667364", constants: ["NFSD_SUPER_MAGIC"], types: ["nfsd"], kind: "pseudo" },
  { magic: "7275", constants: ["ROMFS_MAGIC"], types: ["romfs"], kind: "storage" },
];

const byMagic = new Map(fileSystems.map((fileSystem) => [fileSystem.magic, fileSystem]));

/** The file system with this magic number (lower-case hexadecimal, no prefix), if it is a known one. */
export function fileSystemByMagic(magic: string): FileSystem | undefined {
  return byMagic.get(magic);
}

/** The file system that has this type name, if it is a known one. */
export function fileSystemByType(type: string): FileSystem | undefined {
  return fileSystems.find((fileSystem) => fileSystem.types.includes(type));
}

function ofTypes(types: readonly string[]): FileSystem[] {
  return types.flatMap((type) => fileSystemByType(type) ?? []);
}

/**
 * Pseudo file systems with regular files that a running machine reads: those that the built-in policy appraise_tcb
 * exempts (but for devpts, which has devices only), and then those that it does not name.
 */
export const readPseudoFileSystems: readonly FileSystem[] = ofTypes([
  ...["proc", "sysfs", "debugfs", "binfmt_misc", "securityfs", "selinuxfs", "smackfs", "nsfs", "efivarfs"],
  ...["cgroup", "cgroup2"],
  ...["tracefs", "configfs", "pstore", "bpf"],
]);

/** Storage that a server or a program hands over; what attributes its files have is their matter. */
const served: ReadonlySet<string> = new Set([
  ...["afs", "ceph", "coda", "ncpfs", "nfs", "cifs", "9p", "pvfs2"],
  ...["fuse", "hostfs", "vboxsf"],
]);

export function isServed({ kind, types }: FileSystem): boolean {
  // Storage without a type of its own is a network protocol.
  return kind === "storage" && (types.length === 0 || types.some((type) => served.has(type)));
}
