"""What others may rely on: schemas of every fact and the description of every topic, made from the code."""
