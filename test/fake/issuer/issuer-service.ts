import { exportJWK } from "jose";
import type { Service, ServiceRequest } from "../service.ts";
import type { Issuer, World } from "../world/world.ts";

/** GitLab as an OIDC issuer: its discovery document and its keys. */
export const issuerService: Service = {
  operation: (request) => {
    if (request.method !== "GET") return undefined;
    if (request.url.pathname.endsWith("/.well-known/openid-configuration")) return "issuer:Discovery";
    if (request.url.pathname.endsWith("/oauth/discovery/keys")) return "issuer:Keys";
    return undefined;
  },
  parameters: () => ({}),
  answer: async (world, request) => {
    const issuer = issuerOf(world, request);
    switch (issuer && issuerService.operation(request)) {
      case "issuer:Discovery":
        return Response.json(discoveryDocument(issuer as Issuer));
      case "issuer:Keys":
        return Response.json(await keySet(issuer as Issuer));
      default:
        return new Response("Not found", { status: 404, headers: { "content-type": "text/plain" } });
    }
  },
  failure: ({ status, message }) => Response.json({ message }, { status }),
  throttling: { code: "Too Many Requests", status: 429 },
};

/** The discovery document, as far as AWS and this project read it. */
function discoveryDocument(issuer: Issuer): Record<string, unknown> {
  return {
    issuer: issuer.namedIssuer ?? issuer.url,
    authorization_endpoint: `${issuer.url}/oauth/authorize`,
    token_endpoint: `${issuer.url}/oauth/token`,
    userinfo_endpoint: `${issuer.url}/oauth/userinfo`,
    jwks_uri: `${issuer.url}/oauth/discovery/keys`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    claims_supported: ["aud", "exp", "iat", "iss", "jti", "nbf", "sub", "project_path", "ref", "ref_type"],
  };
}

/** The published keys: never a private part. */
export async function keySet(issuer: Issuer): Promise<{ keys: Record<string, unknown>[] }> {
  const keys = issuer.keys.map(async ({ kid, publicKey }) => ({
    ...(await exportJWK(publicKey)),
    kid,
    use: "sig",
    alg: "RS256",
  }));
  return { keys: await Promise.all(keys) };
}

function issuerOf(world: World, request: ServiceRequest): Issuer | undefined {
  return world.issuers.find((issuer) => issuer.url === request.place.issuer);
}
