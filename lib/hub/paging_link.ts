import { DEFAULT_ENDPOINT, type Endpoint } from "./endpoint.ts";

/**
 * Leads the `Link` of an answer back to the endpoint where a mirror passed on the Hub's own addresses.
 *
 * Without this the next page would be asked for at huggingface.co itself, behind the mirror's back. Any other address is
 * left as it is and refused when it is asked for.
 *
 * @param link value of the `Link` header
 * @param endpoint where the answer came from
 * @returns the value with addresses of huggingface.co replaced by the endpoint's
 */
export function leadLinkToEndpoint(link: string, endpoint: Endpoint): string {
  if (endpoint.isDefault) return link;
  return link.replaceAll(`<${DEFAULT_ENDPOINT}/`, `<${endpoint.url}/`);
}
