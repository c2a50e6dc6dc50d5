"""The methods of each service of the contract: convert in, open a unit of work, call the service, convert out."""
