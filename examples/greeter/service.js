// The service as both sides know it, read from greeter.proto.
'use strict';

const path = require('node:path');
const grpc = require('@grpc/grpc-js');
const { loadSync } = require('@grpc/proto-loader');

const definition = loadSync(path.join(__dirname, 'greeter.proto'), { keepCase: true, defaults: true });

module.exports = grpc.loadPackageDefinition(definition).greeter;
