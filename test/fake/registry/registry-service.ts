import type { Service, ServiceRequest } from "../service.ts";
import type { World } from "../world/world.ts";
import { type RegistryIdentity, type RegistryRefusal, refuseRequest } from "./registry-access.ts";

/** ECR's registries at their real hosts: who may come in, at `/v2/`; images are behind `startRegistryFront`. */
export const registryService: Service = {
  operation: ({ url }) => (url.pathname === "/v2/" ? "registry:Base" : "registry:Other"),
  parameters: () => ({}),
  answer: (world, request) => {
    const registry = registryOf(world, request);
    const { method, url, headers } = request;
    const asked = { method, path: url.pathname, authorization: headers.authorization };
    const refusal = registry === undefined ? unknownRegistry : refuseRequest(world, registry, asked);
    if (refusal !== undefined) return refused(refusal, url);
    return Response.json({}, { status: url.pathname === "/v2/" ? 200 : 404, headers: versionHeader });
  },
  failure: (failure) => Response.json({ errors: [failure] }, { status: failure.status }),
  throttling: { code: "TOOMANYREQUESTS", status: 429 },
};

const versionHeader = { "docker-distribution-api-version": "registry/2.0" };

const unknownRegistry: RegistryRefusal = { status: 401, code: "UNAUTHORIZED", message: "Not Authorized" };

function refused({ status, code, message }: RegistryRefusal, url: URL): Response {
  const challenge = { "www-authenticate": `Basic realm="https://${url.host}/",service="ecr.amazonaws.com"` };
  return Response.json(
    { errors: [{ code, message }] },
    { status, headers: { ...versionHeader, ...(status === 401 && challenge) } },
  );
}

function registryOf(world: World, { place, url }: ServiceRequest): RegistryIdentity | undefined {
  const account = world.accounts.find(({ id }) => url.host.startsWith(`${id}.`));
  return account === undefined || place.region === undefined ? undefined : { account, region: place.region };
}
