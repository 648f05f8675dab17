/** A file that a new repository gets in the commit after its creation. */
export interface ContentFile {
  /** In the repository, with slashes. */
  readonly path: string;
  readonly content: Uint8Array<ArrayBuffer>;
}
