/**
 * What is used of the YAML library, each by its name: it is CommonJS, and in a bundle of several files an `import()` of
 * such a package gives nothing but `default` (seen with Deno 2.8.3).
 */
export { isMap, isScalar, parseDocument } from "yaml";
