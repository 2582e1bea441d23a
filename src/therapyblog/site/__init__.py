"""From documents to a site: neighbours, series, topics, related posts, effective calls-to-action, addresses."""
