// What the public has now, as JSON lines: `npm ci`, then `node bare.js [KAFKA]`.
// The five rules for reading a published topic are numbered as in ../bare.py.

import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";

import { Consumer, stringDeserializers } from "@platformatic/kafka";

const TOPIC = "redaksi.published.articles.v1";

/** The newest state of each article, by its id. */
async function readAll(kafka) {
  // 1. No group: this client wants a name for one, so it gets one that nobody else has, and commits nothing.
  const consumer = new Consumer({
    groupId: `bare-${randomUUID()}`, clientId: "bare", bootstrapBrokers: kafka.split(","), deserializers: stringDeserializers,
  });
  const articles = new Map();
  const versions = new Map();
  try {
    // 2. You have caught up when you are past the ends as they were when you began. Offsets have gaps.
    const ends = (await consumer.listOffsets({ topics: [TOPIC] })).get(TOPIC);
    const stream = await consumer.consume({ topics: [TOPIC], mode: "earliest", autocommit: false });
    stream.on("data", (message) => hear(message, articles, versions));
    const past = (end, partition) => (stream.offsetsToFetch.get(`${TOPIC}:${partition}`) ?? 0n) >= end;
    while (!ends.every(past) || stream.readableLength > 0) await wait(50);
    await stream.close();
  } finally {
    await consumer.close();
  }
  return articles;
}

/** Keep what is newer. */
function hear({ key, value, headers }, articles, versions) {
  const version = Number(headers.get("ce_version"));
  // 3. Keep the highest version: the same may come again, and an older one after a newer.
  if (version <= (versions.get(key) ?? 0)) return;
  versions.set(key, version);
  // 4. A null value: erased. Forget the words, remember the version.
  if (value == null) articles.delete(key);
  // 5. Ignore fields that you do not know.
  else articles.set(key, JSON.parse(value));
}

for (const { article_id, version, status, headline } of (await readAll(process.argv[2] ?? "127.0.0.1:8010")).values()) {
  console.log(JSON.stringify({ article_id, version, status, headline }));
}
