// The floor that gitlab-ecr is measured against: the least that makes the same two calls and writes the same file.
// No SDK, no retries, no checks, no messages: nobody should use it.
const { createHash, createHmac } = require("node:crypto");
const { mkdirSync, writeFileSync } = require("node:fs");
const { request } = require("node:https");

const { AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL_ECR, AWS_REGION, GITLAB_ECR_ROLE_ARN, GITLAB_OIDC_TOKEN } = process.env;
const folder = process.env.DOCKER_CONFIG;

function post(url, headers, body) {
  return new Promise((resolve, reject) => {
    const call = request(url, { method: "POST", headers: { ...headers, "content-length": Buffer.byteLength(body) } });
    call.on("error", reject);
    call.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part) => (text += part));
      response.on("end", () => (response.statusCode === 200 ? resolve(text) : reject(new Error(text))));
    });
    call.end(body);
  });
}

const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const hmac = (key, text) => createHmac("sha256", key).update(text).digest();

function signed(url, headers, body, { AccessKeyId, SecretAccessKey, SessionToken }) {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const scope = `${time.slice(0, 8)}/${AWS_REGION}/ecr/aws4_request`;
  const all = { ...headers, host: url.host, "x-amz-date": time, "x-amz-security-token": SessionToken };
  const names = Object.keys(all).sort();
  const canonical = [
    ...["POST", url.pathname, ""],
    ...names.map((name) => `${name}:${all[name]}`),
    ...["", names.join(";"), sha256(body)],
  ].join("\n");
  const text = ["AWS4-HMAC-SHA256", time, scope, sha256(canonical)].join("\n");
  const key = scope.split("/").reduce(hmac, `AWS4${SecretAccessKey}`);
  const signature = createHmac("sha256", key).update(text).digest("hex");
  const credential = `Credential=${AccessKeyId}/${scope}`;
  const authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
  return { ...all, authorization };
}

async function login() {
  const form = new URLSearchParams({
    Action: "AssumeRoleWithWebIdentity",
    Version: "2011-06-15",
    RoleArn: GITLAB_ECR_ROLE_ARN,
    RoleSessionName: "bench",
    WebIdentityToken: GITLAB_OIDC_TOKEN,
    DurationSeconds: "3600",
  });
  const formType = { "content-type": "application/x-www-form-urlencoded" };
  const xml = await post(new URL(AWS_ENDPOINT_URL_STS), formType, form.toString());
  const field = (name) => new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)[1];
  const credentials = {
    AccessKeyId: field("AccessKeyId"),
    SecretAccessKey: field("SecretAccessKey"),
    SessionToken: field("SessionToken"),
  };

  const url = new URL(AWS_ENDPOINT_URL_ECR);
  const headers = {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken",
  };
  const { authorizationData } = JSON.parse(await post(url, signed(url, headers, "{}", credentials), "{}"));
  const [{ authorizationToken, proxyEndpoint }] = authorizationData;
  const config = { auths: { [new URL(proxyEndpoint).host]: { auth: authorizationToken } } };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(`${folder}/config.json`, `${JSON.stringify(config, null, "\t")}\n`, { mode: 0o600 });
}

void login();
