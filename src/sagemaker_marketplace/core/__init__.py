"""The pure core: documents, schema, findings, events, facts."""
