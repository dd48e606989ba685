"use strict";
// Required ahead of a program: tells on stderr where it connects to, and what it asks a name server.
const { writeSync } = require("node:fs");
const net = require("node:net");
const dns = require("node:dns");

const tell = (what) => writeSync(2, `connects: ${what}\n`);
// oxlint-disable-next-line typescript/unbound-method -- called on the socket below
const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...given) {
  const [options] = Array.isArray(given[0]) ? given[0] : given;
  tell(options.path ?? options.host ?? "localhost");
  return connect.apply(this, given);
};
for (const name of ["lookup", "resolve", "resolve4", "resolve6", "resolveTxt"]) {
  const asked = dns[name];
  dns[name] = (host, ...rest) => {
    tell(host);
    return asked(host, ...rest);
  };
}
