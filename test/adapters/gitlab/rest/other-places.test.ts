import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { loadGitlab } from "../../../../src/adapters/gitlab/index.ts";
import { exampleWorld } from "../../../fake/index.ts";
import { errorOf, gitlabScene } from "./scene.ts";

// The token must reach one place only, whatever that place says.

interface Told {
  readonly status?: number;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

/** A server that answers as told, and what it was asked. */
async function serverThat(answer: (request: IncomingMessage) => Told) {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    const { status = 200, headers, body = "[]" } = answer(request);
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const owner = { kind: "project", path: "org/app" } as const;

describe("another place than the API", () => {
  test.each([
    ["a next page", (url: string): Told => ({ headers: { link: `<${url}/api/v4/x>; rel="next"` } })],
    ["a redirect", (url: string): Told => ({ status: 302, headers: { location: `${url}/api/v4/x` } })],
    ["a redirect out of the API", (): Told => ({ status: 302, headers: { location: "/users/sign_in" } })],
    ["a redirect to another scheme", (): Told => ({ status: 302, headers: { location: "file:///etc/passwd" } })],
  ])("%s there isn't followed", async (_, answer) => {
    const other = await serverThat(() => ({ headers: {} }));
    const gitlab = await serverThat(() => answer(other.url));
    const { api, signal } = await gitlabScene(exampleWorld().world, { apiUrl: `${gitlab.url}/api/v4` });
    expect((await errorOf(api.listVariables(owner, signal))).code).toBe("answer-invalid");
    expect([gitlab.asked.length, other.asked.length]).toEqual([1, 0]);
  });

  test("redirects in a circle end", async () => {
    const gitlab = await serverThat(({ url }) => ({ status: 302, headers: { location: url ?? "" } }));
    const { api, signal } = await gitlabScene(exampleWorld().world, { apiUrl: `${gitlab.url}/api/v4` });
    expect((await errorOf(api.readVersion(signal))).code).toBe("gitlab-refused");
    expect(gitlab.asked.length).toBe(4);
  });

  test("keyset pages are followed by their link, to the end", async () => {
    const gitlab: Awaited<ReturnType<typeof serverThat>> = await serverThat(({ url }) =>
      url?.includes("cursor") === true
        ? { headers: { link: `<${gitlab.url}/api/v4/first>; rel="first"` } }
        : { headers: { link: `<${gitlab.url}/api/v4/y?cursor=a%2Cb>; rel="next"` } },
    );
    const { api, signal } = await gitlabScene(exampleWorld().world, { apiUrl: `${gitlab.url}/api/v4` });
    await expect(api.listVariables(owner, signal)).resolves.toEqual([]);
    expect(gitlab.asked.map(({ url }) => url)).toEqual([
      "/api/v4/projects/org%2Fapp/variables?per_page=100",
      "/api/v4/y?cursor=a%2Cb",
    ]);
  });
});

describe("the API's address", () => {
  test.each([
    ["https://gitlab.com", "https://gitlab.com/api/v4"],
    ["https://gitlab.com/", "https://gitlab.com/api/v4"],
    ["https://host.example.com:8443/gitlab/", "https://host.example.com:8443/gitlab/api/v4"],
    ["https://gitlab.com/api/v4", "https://gitlab.com/api/v4"],
    ["http://localhost:8080", "http://localhost:8080/api/v4"],
  ])("%s: %s", async (text, expected) => {
    const { apiUrlOf } = await loadGitlab();
    expect(apiUrlOf(text, "--gitlab-url")).toBe(expected);
  });

  test.each([
    ["http://gitlab.example.com", "endpoint-insecure"],
    ["https://user:password@gitlab.com", "input-invalid"],
    ["https://gitlab.com/?private_token=x", "input-invalid"],
    ["gitlab.com", "input-invalid"],
    ["ftp://gitlab.com", "input-invalid"],
  ])("%s is refused, and not repeated", async (text, code) => {
    const { apiUrlOf } = await loadGitlab();
    const error = await errorOf((async () => apiUrlOf(text, "--gitlab-url"))());
    expect(error.code).toBe(code);
    expect(error.message).not.toMatch(/password@|private_token=x/);
  });
});
