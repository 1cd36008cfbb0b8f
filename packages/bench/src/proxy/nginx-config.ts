/** More than any run holds open, less than what one process may open. */
const connectionsMax = 16_000;

/** The part that all have in common: one process, no log, temporary files in the run's own folder. A worker would outlive a killed master. */
function frame(folder: string, servers: string): string {
  return `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr crit;
events { worker_connections ${connectionsMax}; }
http {
  access_log off;
  etag off;
  tcp_nodelay on;
  keepalive_timeout 600s;
  keepalive_requests 1000000000;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  types { application/json json; }
  open_file_cache max=100;
${servers}
}
`;
}

export interface OriginPorts {
  legacy: number;
  candidate: number;
}

/** Both origins: every path is answered from memory with the side's body. */
export function originConfig(folder: string, { legacy, candidate }: OriginPorts): string {
  const server = (side: string, port: number) => `
  server {
    listen 127.0.0.1:${port} backlog=4096;
    root ${folder};
    location / { rewrite ^ /${side}.json break; }
  }`;
  return frame(folder, server('legacy', legacy) + server('candidate', candidate));
}

export interface ForwardConfig {
  port: number;
  origins: OriginPorts;
  /** Whether each request is also sent to the candidate, whose answer nobody reads. */
  mirror: boolean;
}

/** nginx between clients and origins, with keep-alive both ways. */
export function forwardConfig(folder: string, { port, origins, mirror }: ForwardConfig): string {
  const upstream = (side: string, at: number) => `
  upstream ${side} { server 127.0.0.1:${at}; keepalive 512; keepalive_requests 1000000000; }`;
  const pass = 'proxy_http_version 1.1; proxy_set_header Connection "";';
  const copy = `
    location = /mirror { internal; proxy_pass http://candidate$request_uri; ${pass} }`;
  return frame(
    folder,
    `${upstream('legacy', origins.legacy)}${upstream('candidate', origins.candidate)}
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / { ${mirror ? 'mirror /mirror; ' : ''}proxy_pass http://legacy; ${pass} }${mirror ? copy : ''}
  }`,
  );
}
