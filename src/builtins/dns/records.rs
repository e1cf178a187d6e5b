//! The records of an answer, and what JavaScript gets of them.

use super::client::Failure;
use crate::builtins::net::address::ip_text;
use crate::runtime::convert::{set, string};
use anode_napi::memory::array_buffer_of;
use hickory_proto::op::Message;
use hickory_proto::rr::rdata::CNAME;
use hickory_proto::rr::{DNSClass, Name, RData, Record, RecordType};

pub struct Answer {
    ttl: u32,
    data: RData,
}

/// Where `resolveAny` lists a kind of record, `None` for what it leaves out.
fn rank(data: &RData) -> Option<usize> {
    Some(match data {
        RData::A(_) | RData::CNAME(_) => 0,
        RData::AAAA(_) => 1,
        RData::MX(_) => 2,
        RData::NS(_) => 3,
        RData::TXT(_) => 4,
        RData::SRV(_) => 5,
        RData::PTR(_) => 6,
        RData::NAPTR(_) => 7,
        RData::SOA(_) => 8,
        RData::TLSA(_) => 9,
        RData::CAA(_) => 10,
        _ => return None,
    })
}

/// Whether c-ares takes the record: it has all of its parts, and its class is one that there is. Records of kinds that c-ares does not
/// know may be of any class.
pub fn is_valid(record: &Record) -> bool {
    use RecordType::{A, AAAA, CAA, CNAME, HINFO, HTTPS, MX, NAPTR, NS, PTR, SOA, SRV, SVCB, TLSA, TXT};
    const KNOWN: [RecordType; 15] = [A, AAAA, CAA, CNAME, HINFO, HTTPS, MX, NAPTR, NS, PTR, SOA, SRV, SVCB, TLSA, TXT];
    let is_complete = match &record.data {
        RData::TLSA(tlsa) => !tlsa.cert_data.is_empty(),
        RData::CAA(caa) => !caa.value.is_empty(),
        _ => true,
    };
    let is_class = matches!(record.dns_class.into(), 1 | 3 | 4 | 254);
    is_complete && (is_class || !KNOWN.contains(&record.record_type()))
}

/// Whether the name that the record is about is one that hosts can have, or nearly so.
fn is_of_host(record: &Record) -> bool {
    record.name.iter().flatten().all(|byte| byte.is_ascii_alphanumeric() || b"-._/*".contains(byte))
}

/// Whether a record of its class answers a question of that kind: c-ares and Node.js do not look at the class everywhere.
fn answers_by_class(record: &Record, kind: RecordType) -> bool {
    match record.data {
        RData::TLSA(_) => true,
        RData::SOA(_) if kind == RecordType::ANY => true,
        RData::TXT(_) | RData::CAA(_) => matches!(record.dns_class, DNSClass::IN | DNSClass::CH),
        _ => record.dns_class == DNSClass::IN,
    }
}

/// The records of the kind that was asked for; of every known kind for `ANY`. What c-ares says where there are none, but others,
/// depends on the kind: an address may be what an alias leads to, and has none.
pub fn answers(message: &Message, kind: RecordType) -> Result<Vec<Answer>, Failure> {
    let sections = [&message.answers, &message.authorities, &message.additionals];
    if !sections.into_iter().flatten().all(is_of_host) {
        return Err("EFORMERR");
    }
    if message.answers.is_empty() {
        return Err("ENODATA");
    }
    let records = message.answers.iter().filter(|record| answers_by_class(record, kind));
    let mut records: Vec<_> = records.map(|record| Answer { ttl: record.ttl, data: record.data.clone() }).collect();
    let has_address = records.iter().any(|answer| matches!(answer.data, RData::A(_)));
    let alias_ttl = records.iter().filter(|answer| is_alias(answer)).map(Answer::ttl).min();
    // An address is good for as long as the alias that leads to it.
    for answer in records.iter_mut().filter(|answer| matches!(answer.data, RData::A(_) | RData::AAAA(_))) {
        answer.ttl = answer.ttl.min(alias_ttl.unwrap_or(u32::MAX));
    }
    if kind == RecordType::ANY {
        return Ok(any(records));
    }
    let mut found: Vec<_> = records.into_iter().filter(|answer| answer.data.record_type() == kind).collect();
    // Of a chain of aliases the first one is told.
    if kind == RecordType::CNAME {
        found.truncate(1);
    }
    match kind {
        RecordType::A | RecordType::AAAA if found.is_empty() && alias_ttl.is_none() => Err("ENODATA"),
        // A name that has an address is an alias of itself.
        RecordType::CNAME if found.is_empty() && has_address => Ok(itself(message)),
        RecordType::CNAME | RecordType::NS if found.is_empty() => Err("ENODATA"),
        RecordType::SOA if found.is_empty() => Err("EBADRESP"),
        _ => Ok(found),
    }
}

fn itself(message: &Message) -> Vec<Answer> {
    let names = message.queries.iter().map(|query| query.name().clone());
    names.map(|name| Answer { ttl: 0, data: RData::CNAME(CNAME(name)) }).collect()
}

fn is_alias(answer: &Answer) -> bool {
    matches!(answer.data, RData::CNAME(_))
}

/// As Node.js lists them: the first alias, where there is one, in place of the addresses of IPv4, and one SOA.
fn any(mut records: Vec<Answer>) -> Vec<Answer> {
    let alias = records.iter().position(is_alias);
    let soa = records.iter().position(|answer| matches!(answer.data, RData::SOA(_)));
    let mut index = 0;
    records.retain(|answer| {
        let is_first = [alias, soa].contains(&Some(index));
        index += 1;
        match answer.data {
            RData::CNAME(_) | RData::SOA(_) => is_first,
            RData::A(_) => alias.is_none(),
            _ => rank(&answer.data).is_some(),
        }
    });
    records.sort_by_key(|answer| rank(&answer.data));
    records
}

/// A name as users write it: without the dot at its end, and with c-ares's escapes.
fn name_text(name: &Name) -> String {
    let mut text = String::new();
    for label in name.iter() {
        if !text.is_empty() {
            text.push('.');
        }
        for byte in label {
            match byte {
                b'"' | b'.' | b';' | b'\\' | b'(' | b')' | b'@' | b'$' => text.extend(['\\', char::from(*byte)]),
                b' '..=b'~' => text.push(char::from(*byte)),
                byte => text.push_str(&format!("\\{byte:03}")),
            }
        }
    }
    text
}

/// Each byte is a character, as in Node.js.
fn text(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

fn put_text(scope: &mut v8::PinScope<'_, '_>, object: v8::Local<'_, v8::Object>, key: &str, value: &str) {
    set(scope, object, key, string(scope, value).into());
}

fn put_number(scope: &mut v8::PinScope<'_, '_>, object: v8::Local<'_, v8::Object>, key: &str, value: impl Into<f64>) {
    set(scope, object, key, v8::Number::new(scope, value.into()).into());
}

fn txt<'s>(scope: &mut v8::PinScope<'s, '_>, chunks: &[Box<[u8]>]) -> v8::Local<'s, v8::Value> {
    let chunks: Vec<v8::Local<v8::Value>> = chunks.iter().map(|chunk| string(scope, &text(chunk)).into()).collect();
    v8::Array::new_with_elements(scope, &chunks).into()
}

impl Answer {
    /// What `resolve4` and the others give for the record.
    pub fn to_value<'s>(&self, scope: &mut v8::PinScope<'s, '_>) -> v8::Local<'s, v8::Value> {
        let plain = match &self.data {
            RData::A(address) => ip_text(address.0.into()),
            RData::AAAA(address) => ip_text(address.0.into()),
            RData::CNAME(name) => name_text(&name.0),
            RData::NS(name) => name_text(&name.0),
            RData::PTR(name) => name_text(&name.0),
            RData::TXT(chunks) => return txt(scope, &chunks.txt_data),
            _ => {
                let object = v8::Object::new(scope);
                self.put_fields(scope, object);
                if matches!(self.data, RData::NAPTR(_) | RData::SOA(_)) {
                    // Node leaves the place of the type empty here.
                    set(scope, object, "type", v8::undefined(scope).into());
                }
                return object.into();
            }
        };
        string(scope, &plain).into()
    }

    /// What `resolveAny` gives for it: an object that says its type.
    pub fn to_any<'s>(&self, scope: &mut v8::PinScope<'s, '_>) -> v8::Local<'s, v8::Value> {
        let object = v8::Object::new(scope);
        match &self.data {
            RData::A(_) | RData::AAAA(_) => {
                let address = self.to_value(scope);
                set(scope, object, "address", address);
                put_number(scope, object, "ttl", self.ttl);
            }
            RData::CNAME(_) | RData::NS(_) | RData::PTR(_) => {
                let value = self.to_value(scope);
                set(scope, object, "value", value);
            }
            RData::TXT(_) => {
                let entries = self.to_value(scope);
                set(scope, object, "entries", entries);
            }
            RData::NAPTR(_) | RData::SOA(_) => {
                self.put_fields(scope, object);
            }
            _ => {
                self.put_fields(scope, object);
                return object.into();
            }
        }
        put_text(scope, object, "type", &self.data.record_type().to_string());
        object.into()
    }

    pub fn ttl(&self) -> u32 {
        self.ttl
    }

    fn put_fields(&self, scope: &mut v8::PinScope<'_, '_>, object: v8::Local<'_, v8::Object>) {
        match &self.data {
            RData::MX(mx) => {
                put_text(scope, object, "exchange", &name_text(&mx.exchange));
                put_number(scope, object, "priority", mx.preference);
                put_text(scope, object, "type", "MX");
            }
            RData::SRV(srv) => {
                put_text(scope, object, "name", &name_text(&srv.target));
                put_number(scope, object, "port", srv.port);
                put_number(scope, object, "priority", srv.priority);
                put_number(scope, object, "weight", srv.weight);
                put_text(scope, object, "type", "SRV");
            }
            RData::NAPTR(naptr) => {
                put_text(scope, object, "flags", &text(&naptr.flags));
                put_text(scope, object, "service", &text(&naptr.services));
                put_text(scope, object, "regexp", &text(&naptr.regexp));
                put_text(scope, object, "replacement", &name_text(&naptr.replacement));
                put_number(scope, object, "order", naptr.order);
                put_number(scope, object, "preference", naptr.preference);
            }
            RData::SOA(soa) => {
                put_text(scope, object, "nsname", &name_text(&soa.mname));
                put_text(scope, object, "hostmaster", &name_text(&soa.rname));
                put_number(scope, object, "serial", soa.serial);
                put_number(scope, object, "refresh", soa.refresh);
                put_number(scope, object, "retry", soa.retry);
                put_number(scope, object, "expire", soa.expire);
                put_number(scope, object, "minttl", soa.minimum);
            }
            RData::CAA(caa) => {
                put_number(scope, object, "critical", caa.flags());
                put_text(scope, object, "type", "CAA");
                put_text(scope, object, &caa.tag, &text(&caa.value));
            }
            RData::TLSA(tlsa) => {
                put_number(scope, object, "certUsage", u8::from(tlsa.cert_usage));
                put_number(scope, object, "selector", u8::from(tlsa.selector));
                put_number(scope, object, "match", u8::from(tlsa.matching));
                let data = array_buffer_of(scope, tlsa.cert_data.clone());
                set(scope, object, "data", data.into());
            }
            _ => {}
        }
    }
}
