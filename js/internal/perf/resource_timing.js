'use strict';

// PerformanceResourceTiming: what fetch() reports of each resource.

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } } = require('internal/errors');
const { validateObject, validateString } = require('internal/validators');
const { defineInterface } = require('internal/util');
const { PerformanceEntry, kSkipThrow } = require('internal/perf/performance_entry');
const { bufferResourceTiming, enqueue } = require('internal/perf/observe');

const kInfo = Symbol('kInfo');

function infoOf(entry) {
  if (entry?.[kInfo] === undefined)
    throw new ERR_INVALID_THIS('PerformanceResourceTiming');
  return entry[kInfo];
}

class PerformanceResourceTiming extends PerformanceEntry {
  constructor(skipThrowSymbol = undefined, name = undefined, type = undefined) {
    if (skipThrowSymbol !== kSkipThrow)
      throw new ERR_ILLEGAL_CONSTRUCTOR();
    super(skipThrowSymbol, name, type);
  }

  get name() { return infoOf(this).requestedUrl; }
  get startTime() { return infoOf(this).timingInfo.startTime; }
  get duration() {
    const { timingInfo } = infoOf(this);
    return timingInfo.endTime - timingInfo.startTime;
  }
  get initiatorType() { return infoOf(this).initiatorType; }
  get workerStart() { return infoOf(this).timingInfo.finalServiceWorkerStartTime; }
  get redirectStart() { return infoOf(this).timingInfo.redirectStartTime; }
  get redirectEnd() { return infoOf(this).timingInfo.redirectEndTime; }
  get fetchStart() { return infoOf(this).timingInfo.postRedirectStartTime; }
  get domainLookupStart() { return infoOf(this).timingInfo.finalConnectionTimingInfo?.domainLookupStartTime; }
  get domainLookupEnd() { return infoOf(this).timingInfo.finalConnectionTimingInfo?.domainLookupEndTime; }
  get connectStart() { return infoOf(this).timingInfo.finalConnectionTimingInfo?.connectionStartTime; }
  get connectEnd() { return infoOf(this).timingInfo.finalConnectionTimingInfo?.connectionEndTime; }
  get secureConnectionStart() {
    return infoOf(this).timingInfo.finalConnectionTimingInfo?.secureConnectionStartTime;
  }
  get nextHopProtocol() { return infoOf(this).timingInfo.finalConnectionTimingInfo?.ALPNNegotiatedProtocol; }
  get requestStart() { return infoOf(this).timingInfo.finalNetworkRequestStartTime; }
  get finalResponseHeadersStart() { return infoOf(this).timingInfo.finalNetworkResponseStartTime; }
  get firstInterimResponseStart() { return infoOf(this).timingInfo.firstInterimNetworkResponseStartTime ?? 0; }
  get responseStart() { return this.firstInterimResponseStart || this.finalResponseHeadersStart; }
  get responseEnd() { return infoOf(this).timingInfo.endTime; }
  get encodedBodySize() { return infoOf(this).timingInfo.encodedBodySize; }
  get decodedBodySize() { return infoOf(this).timingInfo.decodedBodySize; }
  get transferSize() {
    const info = infoOf(this);
    if (info.cacheMode === 'local')
      return 0;
    return info.cacheMode === 'validated' ? 300 : info.timingInfo.encodedBodySize + 300;
  }
  get deliveryType() { return infoOf(this).deliveryType; }
  get responseStatus() { return infoOf(this).responseStatus; }
  get renderBlockingStatus() { return infoOf(this).timingInfo.renderBlocking ? 'blocking' : 'non-blocking'; }
  get contentType() { return infoOf(this).bodyInfo?.contentType ?? ''; }
  get contentEncoding() { return infoOf(this).bodyInfo?.contentEncoding ?? ''; }

  toJSON() {
    infoOf(this);
    const result = { name: this.name, entryType: this.entryType, startTime: this.startTime, duration: this.duration };
    for (const name of kFields)
      result[name] = this[name];
    return result;
  }
}

const kFields = [
  'initiatorType', 'nextHopProtocol', 'workerStart', 'redirectStart', 'redirectEnd', 'fetchStart',
  'domainLookupStart', 'domainLookupEnd', 'connectStart', 'connectEnd', 'secureConnectionStart', 'requestStart',
  'finalResponseHeadersStart', 'firstInterimResponseStart', 'responseStart', 'responseEnd', 'transferSize',
  'encodedBodySize', 'decodedBodySize', 'deliveryType', 'responseStatus', 'renderBlockingStatus', 'contentType',
  'contentEncoding',
];
defineInterface(PerformanceResourceTiming, [...kFields, 'toJSON']);

// performance.markResourceTiming(), for implementations of fetch().
function markResourceTiming(timingInfo, requestedUrl, initiatorType, global, cacheMode, bodyInfo,
                            responseStatus, deliveryType = '') {
  validateObject(timingInfo, 'timingInfo');
  validateString(requestedUrl, 'requestedUrl');
  validateString(initiatorType, 'initiatorType');
  const entry = new PerformanceResourceTiming(kSkipThrow, requestedUrl, 'resource');
  entry[kInfo] = { timingInfo, requestedUrl, initiatorType, cacheMode, bodyInfo, responseStatus, deliveryType };
  enqueue(entry);
  bufferResourceTiming(entry, require('internal/perf/performance').performance);
  return entry;
}

module.exports = { PerformanceResourceTiming, markResourceTiming };
