// A histogram that has recorded nothing: a percentile of it is the end of the bucket that zero is in, as wide as the lowest value.
const p=require('perf_hooks');
for(const o of [{},{lowest:1000},{lowest:1000,highest:1e9,figures:3},{lowest:5},{lowest:1e6,highest:1e10}]){const h=p.createHistogram(o);const f=()=>console.log(h.min,h.max,h.percentile(50),h.percentile(99),h.percentileBigInt?.(50),[...h.percentiles]);f();h.record(o.lowest??1);h.record((o.lowest??1)*3+7);f();}
const m=p.monitorEventLoopDelay();console.log(m.percentile(1),m.percentile(100), m.percentileBigInt(3));
