"""The one-machine newsroom: a real Kafka, a real mongod and every service as child processes."""
