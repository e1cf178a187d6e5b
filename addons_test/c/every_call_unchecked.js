// differs-from-node: Node does not check these arguments and ends by a signal; anode answers with a status
'use strict';

const { sweep } = require('./_every_call');

sweep(require('../build/c/every_call.node'), { unchecked: true });
